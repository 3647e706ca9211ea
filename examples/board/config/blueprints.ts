/** How the routes of models behave here. */
import { defineConfig } from 'telltale';

export default defineConfig({
  blueprints: {
    shortcuts: false, // a link should change nothing
    populate: false, // the page asks for columns, tasks and people by themselves
    mirror: true, // whoever moves a task hears of it as all others do, in one order for all
  },
});
