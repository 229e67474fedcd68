import type { FastifyInstance, FastifyRequest } from 'fastify'
import { smallListSchema } from '../../platform/http/small-list.ts'
import type { Commands } from './commands.ts'

type Run = { Params: { name: string; command: string }; Body: Record<string, unknown> | null }

const tags = ['Plugins']
const commandSchema = { type: 'object', properties: { plugin: { type: 'string' }, name: { type: 'string' }, description: { type: 'string' }, permission: { type: 'string' }, parameters: { type: 'object', additionalProperties: true } } } as const
const parameters = { type: 'object', required: ['name', 'command'], properties: { name: { type: 'string', maxLength: 32 }, command: { type: 'string', maxLength: 80 } } } as const
const body = { type: ['object', 'null'], additionalProperties: true, description: 'The parameters, as the schema of the command says.' } as const
const answer = { type: 'object', required: ['result'], properties: { result: { description: 'What the command answered.' } } } as const

/** What `npx shopdb <plugin> <command>` asks. Who may run a command is its own business, so it is checked with it. */
export function registerCommandRoutes(http: FastifyInstance, commands: Commands): void {
  const everybody = { config: { permission: 'account.read' } }
  http.get('/api/plugins/commands', { ...everybody, schema: { summary: 'Commands of the active plugins that the caller may run', tags, response: { 200: smallListSchema(commandSchema) } } }, async (request) => {
    const items = commands.list(request.caller)
    return { items, total: items.length, totalIsExact: true, nextCursor: null, prevCursor: null }
  })
  http.post<Run>('/api/plugins/:name/commands/:command', { ...everybody, schema: { summary: 'Run a command of a plugin', tags, params: parameters, body, response: { 200: answer } } }, (request) => runCommand(commands, request))
}

async function runCommand(commands: Commands, request: FastifyRequest<Run>): Promise<unknown> {
  const { name, command } = request.params
  const result = await commands.run(name, command, request.body ?? {}, request.caller)
  request.log.info({ plugin: name, command, by: request.caller.label }, 'command of a plugin run')
  return { result: result ?? null }
}
