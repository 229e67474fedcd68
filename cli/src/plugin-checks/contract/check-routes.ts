import { isDescribed, operationsOfPlugin, placeOf, type ContractCheck, type DescribedOperation } from './contract-check.ts'
import { asRecord } from '../samples/operations.ts'
import { findSchemaProblem } from './schema-problem.ts'
import { tell, type Answer, type Method, type Request } from './throw-away-host.ts'

/** Every route of the plugin: 401 without a sign-in, 403 without its permission, and an answer as described with it. */
export async function checkRoutes(check: ContractCheck): Promise<void> {
  for (const operation of await operationsOfPlugin(check)) {
    const place = placeOf(check.plugin, operation.path)
    if (operation.summary === '' || operation.summary === `${operation.method} ${operation.path}`) check.add({ id: 'contract/described', ...place, message: `${operation.id} has no summary.` })
    const anonymous = await send(check, operation, check.host.anonymous)
    if (anonymous.status !== 401) check.add({ id: 'contract/anonymous', ...place, message: `${operation.id} without a sign-in answered ${tell(anonymous)}.` })
    const refused = await send(check, operation, check.host.nobody)
    if (refused.status !== 403) check.add({ id: 'contract/forbidden', ...place, message: `${operation.id} without "${operation.permission}" answered ${tell(refused)}.` })
    judge(check, operation, await send(check, operation, check.host.request))
  }
}

async function send({ sample }: ContractCheck, operation: DescribedOperation, request: Request): Promise<Answer> {
  let path = operation.path
  const query = new URLSearchParams()
  for (const parameter of operation.parameters.filter(({ required, in: place }) => required || place === 'path')) {
    const value = String(await sample(parameter.schema))
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(value))
    if (parameter.in === 'query') query.set(parameter.name, value)
  }
  const body = operation.body === null ? undefined : await sample(operation.body.schema)
  return request(operation.method as Method, `${path}${query.size > 0 ? `?${query.toString()}` : ''}`, body) // the methods of an API description
}

/** A throw-away host has no Redis, no foreign database and no network; a plugin that stands on them says with a code of its own that they are away. */
function missesService({ plugin: { subject } }: ContractCheck, { status, json }: Answer): boolean {
  const { redis, foreign_databases: databases, outbound } = subject.manifest?.capabilities ?? {}
  const needsService = [redis, databases, outbound].some((asked) => (asked?.length ?? 0) > 0)
  return status === 503 && needsService && String(json['code']).startsWith(`${subject.name.toUpperCase()}_`)
}

function judge(check: ContractCheck, operation: DescribedOperation, answer: Answer): void {
  const place = placeOf(check.plugin, operation.path)
  if (answer.status >= 300 && !isDescribed(answer) && !missesService(check, answer)) check.add({ id: 'contract/answers', ...place, message: `${operation.id} answered ${tell(answer)}.` })
  const declared = asRecord(asRecord(asRecord(asRecord(operation.responses[String(answer.status)]).content)['application/json']).schema)
  if (answer.status >= 300 || Object.keys(declared).length === 0 || !String(answer.headers['content-type']).includes('json')) return
  const problem = findSchemaProblem(declared, JSON.parse(answer.text))
  if (problem !== null) check.add({ id: 'contract/answer-schema', ...place, message: `${operation.id} answered something else than it declares: ${problem}.` })
}
