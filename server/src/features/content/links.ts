import type { ContentLink } from '@shopdb/contract/plugin-content'
import type { Caller } from '../../platform/caller.ts'
import type { ResourceRegistry } from '../../platform/platform.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'

/** The resource behind the word of a link or declaration: an asset type by its id, or a resource by its name. */
export function findModel(resources: Pick<ResourceRegistry, 'all'>, type: string): ResourceModel | undefined {
  return resources.all().find((model) => model.kind === type || model.name === type)
}

/** Adds to every link of a content the address in the web application, where the caller may go there. */
export function resolveLinks(resources: Pick<ResourceRegistry, 'all'>, caller: Caller, content: unknown): unknown {
  if (Array.isArray(content)) return content.map((entry: unknown) => resolveLinks(resources, caller, entry))
  if (content === null || typeof content !== 'object') return content
  return Object.fromEntries(Object.entries(content).map(([key, value]: [string, unknown]) => [key, key === 'link' && isLink(value) ? withPath(resources, caller, value) : resolveLinks(resources, caller, value)]))
}

function isLink(value: unknown): value is ContentLink {
  return value !== null && typeof value === 'object' && 'type' in value && typeof value.type === 'string'
}

function withPath(resources: Pick<ResourceRegistry, 'all'>, caller: Caller, link: ContentLink): ContentLink & { path: string | null } {
  const model = findModel(resources, link.type)
  if (!model || !caller.may(model.permissions.read)) return { ...link, path: null }
  return { ...link, path: `/${model.name}${link.id === undefined ? '' : `/${link.id}`}${link.query ? `?${link.query}` : ''}` }
}
