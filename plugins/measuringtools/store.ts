import type { OwnTransaction, PluginContext, Row, RowValue } from '@shopdb/plugin-api'

type Database = PluginContext['database']
type Reader = Pick<Database, 'all'> | Pick<OwnTransaction, 'all'>

const planColumns = 'id, assetid, title, intervalcount, intervalunit, intervaluses, workinstruction, laboratory, startson, lastdoneon, usesbefore, usesatstart'
const calibrationColumns = 'id, assetid, planid, doneon, doneby, laboratory, certificatenumber, certificateid, usedstandard, temperature, adjusted, source, asfound, asleft, result, notes, attachmentid, assessment, assessedby, assessedat, createdby, createdat, voidedat, voidedby, voidedreason'
const resultColumns = 'id, calibrationid, place, label, nominal, lower, upper, unit, asfound, asleft, uncertainty, coverage, asfoundresult, asleftresult'
const checkoutColumns = 'id, assetid, usedonid, person, outat, outby, dueat, inat, inby, returnedas, notes'
const useColumns = 'id, assetid, usedonid, person, workorder, uses, usedat, notedby'

export async function findPlans(database: Reader, assetIds: readonly number[]): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select ${planColumns} from calibrationplans where assetid in (${marks(ids)}) and active = 1 order by id`, ids))
}

export async function findPlan(database: Reader, id: number): Promise<Row | null> {
  return (await database.all(`select ${planColumns} from calibrationplans where id = ? and active = 1`, [id]))[0] ?? null
}

export async function findPoints(database: Reader, planIds: readonly number[]): Promise<Row[]> {
  return inChunks(planIds, (ids) => database.all(`select id, planid, place, label, nominal, lower, upper, unit from calibrationpoints where planid in (${marks(ids)}) order by planid, place`, ids))
}

export async function insertPlan(transaction: OwnTransaction, plan: Row, points: readonly Row[]): Promise<number> {
  const id = await transaction.takeIds('calibrationplans', 1)
  await transaction.insertRows('calibrationplans', [{ id, ...plan }])
  await insertNumbered(transaction, 'calibrationpoints', { planid: id }, points)
  return id
}

/** Points are replaced as a whole; results keep what they were judged by. */
export async function updatePlan(transaction: OwnTransaction, id: number, plan: Row, points: readonly Row[] | null): Promise<void> {
  await updateRow(transaction, 'calibrationplans', id, plan)
  if (points === null) return
  await transaction.run('delete from calibrationpoints where planid = ?', [id])
  await insertNumbered(transaction, 'calibrationpoints', { planid: id }, points)
}

export async function updateRow(transaction: OwnTransaction, table: 'calibrationplans' | 'calibrations' | 'gaugecheckouts', id: number, values: Row): Promise<void> {
  const columns = Object.keys(values)
  if (columns.length > 0) await transaction.run(`update ${table} set ${columns.map((column) => `${column} = ?`).join(', ')} where id = ?`, [...columns.map((column) => values[column] ?? null), id])
}

export async function insertCalibration(transaction: OwnTransaction, calibration: Row, results: readonly Row[]): Promise<number> {
  const id = await transaction.takeIds('calibrations', 1)
  await transaction.insertRows('calibrations', [{ id, ...calibration }])
  await insertNumbered(transaction, 'calibrationresults', { calibrationid: id }, results)
  return id
}

export async function findCalibrations(database: Reader, assetId: number, limit: number): Promise<Row[]> {
  return database.all(`select ${calibrationColumns} from calibrations where assetid = ? order by doneon desc, id desc limit ${limit}`, [assetId])
}

export async function findCalibration(database: Reader, id: number): Promise<Row | null> {
  return (await database.all(`select ${calibrationColumns} from calibrations where id = ?`, [id]))[0] ?? null
}

export async function findByCertificate(database: Reader, certificateId: string, assetId: number): Promise<Row | null> {
  return (await database.all('select id from calibrations where certificateid = ? and assetid = ? and voidedat is null', [certificateId, assetId]))[0] ?? null
}

export async function findResults(database: Reader, calibrationIds: readonly number[]): Promise<Row[]> {
  return inChunks(calibrationIds, (ids) => database.all(`select ${resultColumns} from calibrationresults where calibrationid in (${marks(ids)}) order by calibrationid, place`, ids))
}

/** The newest one that counts, of each tool. */
export async function findLastCalibrations(database: Reader, assetIds: readonly number[]): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select c.assetid, c.id, c.doneon, c.result from calibrations c where c.assetid in (${marks(ids)}) and c.voidedat is null and not exists (select 1 from calibrations n where n.assetid = c.assetid and n.voidedat is null and (n.doneon > c.doneon or (n.doneon = c.doneon and n.id > c.id)))`, ids))
}

/** The newest one of a plan, that plans count from. */
export async function findLastOfPlan(database: Reader, planId: number): Promise<Row | null> {
  return (await database.all('select id, doneon, usesbefore from calibrations where planid = ? and voidedat is null order by doneon desc, id desc limit 1', [planId]))[0] ?? null
}

/** The last one before another that left the tool in order. */
export async function findLastGood(database: Reader, assetId: number, doneOn: string, id: number): Promise<Row | null> {
  return (await database.all("select id, doneon, createdat, certificatenumber from calibrations where assetid = ? and voidedat is null and result = 'pass' and (doneon < ? or (doneon = ? and id < ?)) order by doneon desc, id desc limit 1", [assetId, doneOn, doneOn, id]))[0] ?? null
}

export async function findFailedAsFound(database: Reader, since: string, onlyOpen: boolean, limit: number): Promise<Row[]> {
  return database.all(`select ${calibrationColumns} from calibrations where voidedat is null and asfound in ('fail', 'unproven') and doneon >= ? ${onlyOpen ? 'and assessedat is null' : ''} order by doneon desc, id desc limit ${limit}`, [since])
}

export async function findDoneSince(database: Reader, since: string): Promise<Row[]> {
  return database.all('select id, assetid, doneon, result, asfound, laboratory, certificatenumber from calibrations where voidedat is null and doneon >= ? order by doneon desc, id desc', [since])
}

export async function countUses(database: Reader, assetIds: readonly number[]): Promise<Map<number, number>> {
  const counted = await inChunks(assetIds, (ids) => database.all(
    `select assetid, sum(uses) as uses from (select assetid, 1 as uses from gaugecheckouts where assetid in (${marks(ids)}) union all select assetid, uses from gaugeuses where assetid in (${marks(ids)})) as counted group by assetid`, [...ids, ...ids]))
  return new Map(counted.map((row) => [Number(row.assetid), Number(row.uses)]))
}

export async function findOpenCheckouts(database: Reader, assetIds: readonly number[]): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select ${checkoutColumns} from gaugecheckouts where assetid in (${marks(ids)}) and inat is null`, ids))
}

export async function findCheckouts(database: Reader, assetId: number, limit: number): Promise<Row[]> {
  return database.all(`select ${checkoutColumns} from gaugecheckouts where assetid = ? order by outat desc, id desc limit ${limit}`, [assetId])
}

export async function findUses(database: Reader, assetId: number, limit: number): Promise<Row[]> {
  return database.all(`select ${useColumns} from gaugeuses where assetid = ? order by usedat desc, id desc limit ${limit}`, [assetId])
}

/** Check-outs that lay at least partly between two moments. */
export async function findCheckoutsBetween(database: Reader, assetId: number, from: number, to: number): Promise<Row[]> {
  return database.all(`select ${checkoutColumns} from gaugecheckouts where assetid = ? and outat <= ? and (inat is null or inat >= ?) order by outat`, [assetId, to, from])
}

export async function findUsesBetween(database: Reader, assetId: number, from: number, to: number): Promise<Row[]> {
  return database.all(`select ${useColumns} from gaugeuses where assetid = ? and usedat <= ? and usedat >= ? order by usedat`, [assetId, to, from])
}

export async function insertRow(transaction: OwnTransaction, table: 'gaugecheckouts' | 'gaugeuses', row: Row): Promise<number> {
  const id = await transaction.takeIds(table, 1)
  await transaction.insertRows(table, [{ id, ...row }])
  return id
}

/** Tools whose state may have changed by the calendar alone, in steps of 500. */
export async function findStale(database: Reader, on: string, soon: string, after: number): Promise<number[]> {
  const rows = await database.all(
    "select assetid from measuringtools where active = 1 and assetid > ? and ((calibrationstate = 'valid' and nextdueon <= ?) or (calibrationstate = 'due' and (nextdueon < ? or nextdueon > ?))) order by assetid limit 500", [after, soon, on, soon])
  return rows.map((row) => Number(row.assetid))
}

export async function findDueTools(database: Reader, until: string, limit: number): Promise<Row[]> {
  return database.all(`select assetid, gaugetype, calibrationstate, nextdueon, holder from measuringtools where active = 1 and nextdueon <= ? order by nextdueon, assetid limit ${limit}`, [until])
}

export async function findFailedTools(database: Reader, limit: number): Promise<Row[]> {
  return database.all(`select assetid, gaugetype, calibrationstate, nextdueon, holder from measuringtools where active = 1 and calibrationstate = 'failed' order by assetid limit ${limit}`)
}

/** Tools overdue by use have no date that says so. */
export async function findOverdueTools(database: Reader, limit: number): Promise<Row[]> {
  return database.all(`select assetid, gaugetype, calibrationstate, nextdueon, holder from measuringtools where active = 1 and calibrationstate = 'overdue' order by assetid limit ${limit}`)
}

export async function countStates(database: Reader): Promise<Map<string, number>> {
  const rows = await database.all('select calibrationstate, count(*) as tools from measuringtools where active = 1 group by calibrationstate')
  return new Map(rows.map((row) => [String(row.calibrationstate ?? 'not planned'), Number(row.tools)]))
}

export async function findTools(database: Reader, assetIds: readonly number[]): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select assetid, gaugetype, calibrationstate, nextdueon, lastcalibratedon, holder, storedat from measuringtools where assetid in (${marks(ids)})`, ids))
}

/** Plans of tools that are in use, of the calendar. */
export async function findCalendarPlans(database: Reader, limit: number): Promise<Row[]> {
  return database.all(`select p.id, p.assetid, p.title, p.intervalcount, p.intervalunit, p.intervaluses, p.workinstruction, p.laboratory, p.startson, p.lastdoneon, p.usesbefore, p.usesatstart from calibrationplans p join measuringtools t on t.assetid = p.assetid where p.active = 1 and t.active = 1 and p.intervalcount is not null order by t.nextdueon, p.id limit ${limit}`)
}

async function insertNumbered(transaction: OwnTransaction, table: 'calibrationpoints' | 'calibrationresults', owner: Row, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  const first = await transaction.takeIds(table, rows.length)
  await transaction.insertRows(table, rows.map((row, index) => ({ id: first + index, ...owner, place: index + 1, ...row })))
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}

/** Engines limit how many values a statement binds. */
async function inChunks(ids: readonly number[], read: (some: number[]) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < ids.length; start += 500) rows.push(...(await read([...ids.slice(start, start + 500)])))
  return rows
}

/** A value of a row as text, null when there is none. */
export function textOf(value: RowValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

export function numberOf(value: RowValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}
