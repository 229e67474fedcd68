import type { Finding } from './finding.ts'
import { localImports } from './check-layers.ts'
import type { Repository, Rule, SourceFile } from './repository.ts'
import { isCode } from './source-tree.ts'

/** Cycles of types count too: they make two files one that nobody can read or move alone. */
export const cyclesRule: Rule = { name: 'cycles', applies: isCode, check: (_files, repository) => checkCycles(repository) }

type Edge = { target: string; line: number }

function checkCycles(repository: Repository): Finding[] {
  const edges = edgesOf(repository.files.filter((file) => isCode(file.path)))
  const finished = new Set<string>()
  const findings: Finding[] = []
  const trail: string[] = []
  const visit = (path: string): void => {
    trail.push(path)
    for (const edge of edges.get(path) ?? []) {
      const start = trail.indexOf(edge.target)
      if (start >= 0) findings.push(describe(path, edge, trail.slice(start)))
      else if (!finished.has(edge.target)) visit(edge.target)
    }
    trail.pop()
    finished.add(path)
  }
  for (const path of edges.keys()) if (!finished.has(path)) visit(path)
  return findings
}

function edgesOf(files: readonly SourceFile[]): Map<string, Edge[]> {
  const known = new Set(files.map((file) => file.path))
  return new Map(files.map((file) => [file.path, localImports(file).filter((each) => known.has(each.target))]))
}

function describe(file: string, edge: Edge, cycle: readonly string[]): Finding {
  return {
    file,
    line: edge.line,
    rule: 'cycles',
    message: `Import cycle ${[...cycle, edge.target].join(' -> ')}: none of these files can be understood or loaded alone. Move what they share into a file below them.`,
  }
}
