import type { Feature } from './feature.ts'
import { assetsFeature } from './features/assets/index.ts'
import { attachmentsFeature } from './features/attachments/index.ts'
import { businessUnitsFeature } from './features/businessunits/index.ts'
import { changesFeature } from './features/changes/index.ts'
import { collectorFeature } from './features/collector/index.ts'
import { commentsFeature } from './features/comments/index.ts'
import { communicationsFeature } from './features/communications/index.ts'
import { dashboardFeature } from './features/dashboard/index.ts'
import { demoFeature } from './features/demo/index.ts'
import { deliveriesFeature } from './features/deliveries/index.ts'
import { feedsFeature } from './features/feeds/index.ts'
import { healthFeature } from './features/health/index.ts'
import { importsFeature } from './features/imports/index.ts'
import { jobsFeature } from './features/jobs/index.ts'
import { locationsFeature } from './features/locations/index.ts'
import { noticesFeature } from './features/notices/index.ts'
import { realtimeFeature } from './features/realtime/index.ts'
import { relationshipsFeature } from './features/relationships/index.ts'
import { reportsFeature } from './features/reports/index.ts'
import { resourcesFeature } from './features/resources/index.ts'
import { rolesFeature } from './features/roles/index.ts'
import { searchFeature } from './features/search/index.ts'
import { sessionsFeature } from './features/sessions/index.ts'
import { settingsFeature } from './features/settings/index.ts'
import { softwareFeature } from './features/software/index.ts'
import { statusesFeature } from './features/statuses/index.ts'
import { tagsFeature } from './features/tags/index.ts'
import { tokensFeature } from './features/tokens/index.ts'
import { usersFeature } from './features/users/index.ts'
import { vendorsFeature } from './features/vendors/index.ts'

/** Every feature of core, in the order in which they are set up. The one list; nothing registers itself. */
export const coreFeatures: readonly Feature[] = [
  usersFeature, rolesFeature, sessionsFeature, tokensFeature, settingsFeature, healthFeature,
  changesFeature, searchFeature, resourcesFeature, jobsFeature, realtimeFeature,
  statusesFeature, businessUnitsFeature, vendorsFeature, locationsFeature, softwareFeature,
  assetsFeature, tagsFeature, communicationsFeature, relationshipsFeature, attachmentsFeature, commentsFeature, collectorFeature,
  dashboardFeature, reportsFeature, importsFeature, deliveriesFeature, noticesFeature, feedsFeature, demoFeature,
]
