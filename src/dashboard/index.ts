/** A page for the browser that shows what pools do: an entry of its own, which nothing else loads. */
export { type Dashboard, dashboard, type DashboardOptions } from './dashboard.ts';
