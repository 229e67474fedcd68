/**
 * The one reviewed list of routes that answer without sign-in. A route that says `config.public` and does not stand
 * here is refused at registration; an entry without a route fails the tests. Beside these, addresses outside `/api`
 * serve the files of the web application, which hold no records.
 */
export const publicRoutes: readonly string[] = [
  'GET /api/health', // load balancers; status only
  'GET /health',
  'POST /api/auth/login',
  'POST /api/auth/logout', // works on what is left of a session: the refresh cookie alone is enough
  'POST /api/auth/refresh', // the access cookie has expired when it is called; the refresh cookie signs in
  'GET /api/auth/setup', // tells the sign-in page whether the first administrator is missing
  'POST /api/auth/setup', // needs the one-time code
  'GET /api/docs', // page and script without data; the document they show needs sign-in
  'GET /api/docs/:file',
  'GET /api/plugins/ui/:plugin/:hash/*', // code of the page, like the files of the web application; who has an expired session still loads a page
]
