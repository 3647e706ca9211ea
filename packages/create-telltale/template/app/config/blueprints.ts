/** Routes that come by themselves: REST for every model, and one for each action. What is commented out is the default. */
import { defineConfig } from 'telltale';

export default defineConfig({
  blueprints: {
    // A route /controller/action for each action and every verb, or for 'POST', or for some. A plain link on any page can run
    // what answers to GET, so config/env/production turns them off: give actions routes in config/routes before you deploy.
    actions: true,

    // GET, POST, PATCH and DELETE for each model, such as /user and /user/7. In production they are closed unless this, or the
    // model itself, says true; then policies say who may do what.
    // rest: true,

    // Routes for the address bar, such as /user/create?name=Ann. Any link could change records by them.
    shortcuts: false,

    // What all these routes begin with, and those of REST after that.
    // prefix: '',
    // restPrefix: '',

    // Plural paths: /users.
    // pluralize: false,

    // Whether a socket that finds records is told of new ones too.
    // autoWatch: true,

    // Whether a socket that changes records is told of it too, and not only answered.
    // mirror: false,

    // Associations that are filled in when the client names none: true for all, false, or a list.
    // populate: true,

    // Records of a page, and the most that a client gets.
    // defaultLimit: 30,
    // maximumLimit: 1_000,

    // Protected and automatic attributes that clients may set.
    // writable: [],

    // A function that reads requests in a way of its own; see the documentation.
    // parseBlueprintOptions: undefined,
  },
});
