/** VitePress' own theme, with more room for tables. @module */
import DefaultTheme from 'vitepress/theme';
import './style.css';

export default { extends: DefaultTheme };
