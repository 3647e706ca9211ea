import { defineAction } from 'telltale';

export default defineAction({
  description: 'Signs out.',
  exits: { success: { responseType: 'redirect' } },
  async fn() {
    await this.req.session.destroy();
    return '/';
  },
});
