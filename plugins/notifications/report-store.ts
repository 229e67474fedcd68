import type { Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'

type Reader = Pick<Context['database'], 'all'>
const day = 86_400_000

/** How many began on each day, by type and severity. Days are those of UTC, in milliseconds. */
export async function countByDay({ all }: Reader, since: number): Promise<Row[]> {
  return all(`select n.startsat - n.startsat % ${day} as day, n.typeid, t.name as typename, n.severity, count(*) as total from notifications n left join notificationtypes t on t.id = n.typeid where n.active = 1 and n.startsat >= ? group by n.startsat - n.startsat % ${day}, n.typeid, t.name, n.severity`, [since])
}

/** How many occurrences were acknowledged, and how long the first acknowledgements took together, by day and type. */
export async function sumAcknowledgementsByDay({ all }: Reader, since: number): Promise<Row[]> {
  return all(`select f.occurrence - f.occurrence % ${day} as day, n.typeid, count(*) as total, sum(f.firstat - f.occurrence) as milliseconds from (select r.notificationid, r.occurrence, min(r.acknowledgedat) as firstat from notificationreads r where r.acknowledgedat >= ? group by r.notificationid, r.occurrence) f join notifications n on n.id = f.notificationid where n.active = 1 and f.occurrence >= ? group by f.occurrence - f.occurrence % ${day}, n.typeid`, [since, since])
}
