import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router'
import { loadSession, session, setupState } from '../api/session.ts'

const routes: RouteRecordRaw[] = [
  { path: '/sign-in', component: () => import('../features/session/sign-in-page.vue'), meta: { public: true } },
  { path: '/setup', component: () => import('../features/session/set-up-page.vue'), meta: { public: true } },
  {
    path: '/',
    component: () => import('./app-frame.vue'),
    children: [
      { path: '', component: () => import('../features/dashboard/dashboard-page.vue') },
      { path: 'map', component: () => import('../features/map/map-page.vue') },
      { path: 'plugins', component: () => import('../features/plugins/plugin-page.vue') },
      { path: 'plugins/:name([a-z][a-z0-9]*)/settings', component: () => import('../features/settings/settings-page.vue') },
      { path: 'pages/:plugin([a-z][a-z0-9]*)/:page(.+)', component: () => import('../plugin-host/hosted-page.vue') },
      { path: 'plugins/:name([a-z][a-z0-9]*)', component: () => import('../features/plugins/plugin-detail-page.vue') },
      { path: 'reports', component: () => import('../features/reports/report-list-page.vue') },
      { path: 'reports/:plugin([a-z][a-z0-9]*)/:report([a-z][a-z0-9.-]*)', component: () => import('../features/reports/report-page.vue') },
      { path: 'imports', component: () => import('../features/imports/import-list-page.vue') },
      { path: 'imports/:id(\\d+)', component: () => import('../features/imports/import-page.vue') },
      { path: 'quarantine', component: () => import('../features/quarantine/quarantine-page.vue') },
      { path: 'auditlog', component: () => import('../features/auditlog/audit-page.vue') },
      { path: 'settings', component: () => import('../features/settings/settings-page.vue') },
      { path: 'roles', component: () => import('../features/roles/role-page.vue') },
      { path: 'jobs', component: () => import('../features/jobs/job-page.vue') },
      { path: 'users', component: () => import('../features/users/user-page.vue') },
      { path: 'tokens', component: () => import('../features/users/token-page.vue') },
      { path: 'profile', component: () => import('../features/session/profile-page.vue') },
      { path: ':resource([a-z][a-z0-9]*)', component: () => import('./resource-route.vue'), meta: { view: 'list' } },
      { path: ':resource([a-z][a-z0-9]*)/new', component: () => import('./resource-route.vue'), meta: { view: 'form' } },
      { path: ':resource([a-z][a-z0-9]*)/:id(\\d+)', component: () => import('./resource-route.vue'), meta: { view: 'record' } },
      { path: ':resource([a-z][a-z0-9]*)/:id(\\d+)/edit', component: () => import('./resource-route.vue'), meta: { view: 'form' } },
      { path: ':rest(.*)*', component: () => import('./not-found.vue') },
    ],
  },
]

export function createShopRouter(): Router {
  const router = createRouter({ history: createWebHistory(), routes, scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 } })
  let asked = false
  router.beforeEach(async (to) => {
    if (to.meta['public']) return true
    if (!session.value && !asked) {
      asked = true
      await loadSession().catch(() => null)
    }
    if (session.value) return true
    asked = false
    const state = await setupState().catch(() => ({ required: false }))
    return state.required ? { path: '/setup' } : { path: '/sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  })
  // After an upgrade of the server the chunks of the page before are gone; the new page is at the same address.
  router.onError((error, to) => {
    if (/import|module|preload/i.test(String(error)) && !sessionStorage.getItem('shopdb.reloaded')) {
      sessionStorage.setItem('shopdb.reloaded', '1')
      window.location.assign(to.fullPath)
    }
  })
  router.afterEach(() => sessionStorage.removeItem('shopdb.reloaded'))
  return router
}
