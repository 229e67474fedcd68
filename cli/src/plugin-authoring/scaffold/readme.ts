import { typeOf, type Scaffold } from './scaffold-options.ts'

/** What people who install the plugin need to know; its author goes on from here. */
export function readmeText(scaffold: Scaffold): string {
  const { name, title, description, parts } = scaffold
  const sections = [
    `# ${title}\n\n${description}\n`,
    `Records stand under \`/api/${name}\` and in the navigation as "${title}". Permissions: \`${name}.read\`, \`${name}.write\`, \`${name}.delete\`, \`${name}.collect\`.\n`,
    `## Fields\n\nThey are declared in \`asset-types/${typeOf(scaffold)}.json\`, beside those that every asset has.\n\n| Field | Meaning |\n| --- | --- |\n| Category | What kind it is; searched and offered as a filter |\n| Checked on | Day of the last check |\n`,
    ...(parts.has('collector') ? [`## Collector\n\nAgents send records to \`POST /api/collector/${name}\`. A record is recognised by \`assetNumber\`, then by \`serialNumber\`.\n\n\`\`\`json\n{ "assetNumber": "A-1", "category": "Standard", "checkedOn": "2026-02-28" }\n\`\`\`\n`] : []),
    ...(parts.has('jobs') ? ['## Job and setting\n\nThe job `checks` looks every hour for records whose last check is longer ago than the setting `checkDays` (default 365) allows. The health page shows\nhow many there are.\n'] : []),
    ...(parts.has('realtime') ? [`## Messages\n\nBrowsers may subscribe to \`${name}.checked\`.\n`] : []),
    ...(parts.has('ui') ? ['## Screens\n\n`ui/schema.json` declares tiles of the dashboard, panels on the page of a record, markers and search results. `ui/check-panel.vue` is a panel of its own code,\nwhich the host compiles. Texts stand in `ui/messages/`, one file for each language.\n'] : []),
    '## Work on it\n\n```\nnpx shopdb plugin dev .\nnpx shopdb plugin test .\nnpx shopdb plugin check .\nnpx shopdb plugin pack .\n```\n',
  ]
  return sections.join('\n')
}
