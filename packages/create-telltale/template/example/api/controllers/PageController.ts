/** Pages. */
import { defineController } from 'telltale';

export default defineController({
  home(req, res) {
    return res.view('pages/home', {
      style: '/styles/home.css',
      script: '/js/home.js',
      name: req.session.name,
    });
  },
});
