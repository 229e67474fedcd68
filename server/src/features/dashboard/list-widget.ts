import type { Level0Widget } from '@shopdb/contract/plugin-ui-level0'
import type { CounterContent } from '@shopdb/contract/plugin-content'
import { chartOfList, currentQuery, joinQuery, readableModel, readList, tableOfList } from '../content/index.ts'
import type { RecordServices } from '../records/index.ts'
import type { Caller } from '../../platform/caller.ts'
import type { DashboardWidget } from './widget.ts'

/** A tile that a plugin declares over a list, without code. It shows what its reader may see of the list. */
export function listWidget(services: RecordServices, declared: Level0Widget): DashboardWidget {
  const { id, title, kind, permission, size, refreshSeconds } = declared
  return { id, title, kind, permission, size, refreshSeconds, declared: true, load: ({ caller }) => loadList(services, declared, caller) }
}

async function loadList(services: RecordServices, declared: Level0Widget, caller: Caller): Promise<unknown> {
  const { kind, type, columns, limit = 10, groupBy = '', chart = 'bar' } = declared
  const model = readableModel(services, caller, type)
  const query = currentQuery(declared.query, services.platform.now())
  if (kind === 'table') return tableOfList(services, model, caller, { type, query, columns, limit })
  if (kind === 'chart') return chartOfList(services, model, caller, { type, query, groupBy, kind: chart })
  const { total } = await readList(services, model, caller, joinQuery('limit=1&count=exact', query))
  return counterOf(declared, query, total)
}

function counterOf({ type, tone }: Level0Widget, query: string, value: number | null): CounterContent {
  return { value, ...(tone && value !== 0 && { tone }), link: { type, ...(query && { query }) } }
}
