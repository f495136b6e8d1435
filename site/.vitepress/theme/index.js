// VitePress's own theme, and what it lacks for pages with many tables and long headings.
import Theme from 'vitepress/theme';
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet exports nothing
import './pages.css';

export default Theme;
