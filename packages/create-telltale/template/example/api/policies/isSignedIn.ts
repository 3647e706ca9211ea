/** Lets in who has signed in. */
import { definePolicy } from 'telltale';

export default definePolicy((req, res, proceed) => (req.session.name ? proceed() : res.forbidden()));
