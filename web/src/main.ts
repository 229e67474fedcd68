import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { queryClient } from './api/query-client.ts'
import { forgetSession, session } from './api/session.ts'
import { onSignedOut } from './api/request.ts'
import { provideNavigation } from './plugin-host/navigate.ts'
import { createShopRouter } from './shell/router.ts'
import { startMessages } from './shell/start-messages.ts'
import AppRoot from './shell/app-root.vue'
import { applyPreferences } from './ui/preferences.ts'
import { i18n } from './ui/messages.ts'
import './ui/tokens.css'
import './ui/base.css'
import './ui/popups.css'

applyPreferences()
const router = createShopRouter()
provideNavigation((address) => router.push(address))
onSignedOut(() => {
  // Before anybody signed in there is nothing to lose; the router leads to the sign-in page itself.
  if (!session.value) return
  forgetSession()
  queryClient.clear()
  const here = router.currentRoute.value
  if (!here.meta['public']) void router.replace({ path: '/sign-in', query: { next: here.fullPath } })
})

await startMessages()
createApp(AppRoot).use(i18n).use(VueQueryPlugin, { queryClient }).use(router).mount('#app')
