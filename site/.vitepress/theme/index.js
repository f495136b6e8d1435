// VitePress's own theme, and what it lacks for pages with many tables and long headings.
import Theme from 'vitepress/theme';
import './pages.css';

export default Theme;
