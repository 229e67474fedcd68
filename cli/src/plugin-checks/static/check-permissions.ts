import ts from 'typescript'
import type { Found } from '../check-finding.ts'
import { lineOfPointer } from '../json-line.ts'
import { fileOf, serverFiles, type PluginUnderCheck } from '../read-plugin.ts'
import { lineOf, treeOf, visitNodes } from './source-tree.ts'

type Use = { permission: string; file: string; line: number }

/** Permissions of the plugin named in code, navigation and screens are those it declares, and each is used. */
export function checkPermissionUse(plugin: PluginUnderCheck): Found[] {
  const uses = [...usesInCode(plugin), ...usesInJson(plugin)]
  const known = new Set(plugin.subject.permissions.map(({ id }) => id))
  const undeclared = uses.filter(({ permission }) => permission.startsWith(`${plugin.name}.`) && !known.has(permission))
  return [
    ...undeclared.map(({ permission, file, line }) => ({ id: 'permissions/undeclared', file, line, message: `"${permission}" is declared nowhere.` })),
    ...(plugin.subject.manifest?.permissions ?? []).flatMap(({ id }, index) => {
      const isImplied = /\.(read|write|delete|collect)$/.test(id) && plugin.subject.assetTypes.length + plugin.subject.resourceTables.length > 0
      return isImplied || uses.some(({ permission }) => permission === id) ? [] : [{ id: 'permissions/unused', file: 'manifest.json', line: lineOfPointer(fileOf(plugin, 'manifest.json') ?? '', `/permissions/${index}`), message: `Nothing asks for "${id}".` }]
    }),
  ]
}

function usesInCode(plugin: PluginUnderCheck): Use[] {
  return serverFiles(plugin).flatMap((file) => {
    const tree = treeOf(file)
    const found: Use[] = []
    visitNodes(tree, (node) => {
      const value = ts.isPropertyAssignment(node) && node.name.getText(tree) === 'permission' ? node.initializer : ts.isCallExpression(node) && /\bmay$/.test(node.expression.getText(tree)) ? node.arguments[0] : undefined
      if (value && ts.isStringLiteralLike(value)) found.push({ permission: value.text, file: file.path, line: lineOf(tree, value) })
      // A constant that holds a permission counts as a use of it.
      else if (ts.isStringLiteralLike(node) && plugin.subject.permissions.some(({ id }) => id === node.text)) found.push({ permission: node.text, file: file.path, line: lineOf(tree, node) })
    })
    return found
  })
}

function usesInJson(plugin: PluginUnderCheck): Use[] {
  return ['manifest.json', 'ui/schema.json'].flatMap((path) => {
    const lines = (fileOf(plugin, path) ?? '').split('\n')
    return lines.flatMap((text, index) => [...text.matchAll(/"permission"\s*:\s*"([^"]+)"/g)].map(([, permission = '']) => ({ permission, file: path, line: index + 1 })))
  })
}
