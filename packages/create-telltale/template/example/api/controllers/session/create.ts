import { defineAction } from 'telltale';

export default defineAction({
  description: 'Signs in, by name alone: put your own check here.',
  inputs: {
    name: { type: 'string', required: true, isNotEmptyString: true, maxLength: 40 },
  },
  exits: { success: { responseType: 'redirect' } },
  async fn({ name }) {
    // Another id, so that nobody who knew the old one is let in.
    await this.req.session.regenerate();
    this.req.session.name = name;
    return '/';
  },
});
