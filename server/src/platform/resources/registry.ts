import type { ResourceRegistry } from '../platform.ts'
import type { ResourceModel } from './resource-model.ts'

/** The resources of this server, core's and plugins'. Names and paths are unique; a second owner is refused. */
export function createResourceRegistry(specific: ResourceRegistry['specific']): ResourceRegistry {
  const models = new Map<string, ResourceModel>()
  let generation = 0
  return {
    get: (name) => models.get(name),
    all: () => [...models.values()],
    add: (model) => {
      const taken = models.get(model.name) ?? [...models.values()].find((other) => other.path === model.path || other.kind === model.kind)
      if (taken) throw new Error(`The resource ${model.name} (${model.path}) is taken by ${taken.plugin ?? 'core'}.`)
      models.set(model.name, model)
      generation += 1
    },
    remove: (name) => {
      if (models.delete(name)) generation += 1
    },
    get generation() { return generation },
    specific,
  }
}
