/** Puts the sender on a message, whoever the client says it is. */
import { type Next, type Request, type Response, sails } from 'telltale';
import Person from '../models/Person.ts';

export default async function signed(req: Request, _res: Response, next: Next) {
  const from = sails.sockets.getId(req) ?? '';
  const person = await Person.findOne({ id: from });
  req.body = { ...Object(req.body), from, ...(person && { name: person.name }) };
  return next();
}
