import { checkRules, type CheckRule } from '@shopdb/cli/plugin-checks/check-rules'
import { phases, tiers, type PhaseDeclaration, type Tier } from '@shopdb/cli/plugin-checks/tiers'

/** docs/reference/plugin-check.md: every tier, phase and rule of `plugin check`. */
export function pluginCheckText(): string {
  return `# plugin check

\`npx shopdb plugin check [folder]\` judges a plugin by every rule below and computes its tier. Nobody claims a tier: it follows from what
ran and passed here. Each finding has a rule, a severity, a file with its line, and what mends it. The command ends with status 1
when there is an error, or when \`--tier\` asks for more than was reached. \`--json\` prints the report, \`--sarif <file>\` writes it
for code hosts. Source: \`cli/src/plugin-checks/\`.

## Tiers

A plugin has a tier when every phase of it, and of the tiers before it, ran and found no error. A phase that could not run, for example
because no browser or no database server was there, caps the tier; the report says so.

| Tier | Phase | What it proves |
| --- | --- | --- |
${tiers.flatMap((tier) => rowsOf(tier)).join('\n')}

\`quality.exempt\` in the manifest takes a plugin out of a rule marked with \\*, with a reason that the report repeats.

${phases.map((phase) => sectionOf(phase)).join('\n')}`
}

function rowsOf(tier: Tier): string[] {
  return phases.filter((phase) => phase.tier === tier).map(({ name, what }) => `| ${tier} | ${name} | ${what} |`)
}

function sectionOf({ name, tier }: PhaseDeclaration): string {
  const rules = checkRules.filter(({ phase }) => phase === name)
  return `## ${name} (${tier})

| Rule | Severity | What it asks for | What mends it |
| --- | --- | --- | --- |
${rules.map(rowOf).join('\n')}
`
}

function rowOf({ id, severity, what, fix, mayBeExempt }: CheckRule): string {
  return `| \`${id}\`${mayBeExempt === true ? ' \\*' : ''} | ${severity} | ${what} | ${fix.replaceAll('|', '\\|')} |`
}
