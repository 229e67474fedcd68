import { jsonText, singularOf, typeOf, type Scaffold } from './scaffold-options.ts'

/** Screens: a tile of the dashboard, how markers and search results look, a panel without code, and one with; texts in two languages. */
export function uiFiles(scaffold: Scaffold): Record<string, string> {
  if (!scaffold.parts.has('ui')) return {}
  return {
    'ui/schema.json': schemaText(scaffold),
    'ui/check-panel.vue': panelText(scaffold),
    'ui/messages/en.json': jsonText({ checked: 'Last checked:', never: 'Never checked', showAll: 'Show all' }),
    'ui/messages/de.json': germanText(scaffold),
  }
}

function schemaText(scaffold: Scaffold): string {
  const { name, title } = scaffold
  const type = `${name}.${typeOf(scaffold)}`
  return jsonText({
    widgets: [{ id: 'all', title, kind: 'counter', type }, { id: 'categories', title: `${title} by category`, kind: 'chart', type, groupBy: 'category', chart: 'bar' }],
    panels: [{ id: 'check', title: 'Last check', kind: 'fields', types: [type], fields: ['category', 'checkedOn'] }],
    markers: [{ type, rules: [{ field: 'checkedOn', operator: 'isnull', value: true, tone: 'warning', label: `${singularOf(title)} never checked` }, { tone: 'ok', label: '{category}' }] }],
    searchResult: [{ type, subtitle: '{category}' }],
    slots: [{ slot: 'asset.panel/v1', id: 'state', title: 'State of the check', module: 'ui/check-panel.vue', height: 90 }],
  })
}

/** Titles of `ui/schema.json` are English; their German stands under the ids. */
function germanText({ title }: Scaffold): string {
  return jsonText({
    widgets: { all: title, categories: `${title} nach Kategorie` },
    panels: { check: 'Letzte Prüfung' },
    slots: { state: 'Stand der Prüfung' },
    checked: 'Zuletzt geprüft:', never: 'Nie geprüft', showAll: 'Alle zeigen',
  })
}

/** Compiled by the host when the plugin is installed, and again at each save under `plugin dev`. */
function panelText({ name }: Scaffold): string {
  return `<script setup lang="ts">
import { navigate, ProblemState, RelativeTime, UiButton, useAsset, useMessages } from '@shopdb/ui'
import { computed } from 'vue'

/** What the slot asset.panel/v1 hands over. */
const props = defineProps<{ assetId: number; type: string }>()
const { t } = useMessages()
const { asset, error, reload } = useAsset(() => props.assetId)
const checkedOn = computed(() => (typeof asset.value?.['checkedOn'] === 'string' ? asset.value['checkedOn'] : null))
</script>

<template>
  <ProblemState v-if="error && !asset" :error="error" inline retryable @retry="reload" />
  <div v-else-if="asset" class="check">
    <p v-if="checkedOn">{{ t('${name}.checked') }} <RelativeTime :at="\`\${checkedOn}T12:00:00Z\`" /></p>
    <p v-else>{{ t('${name}.never') }}</p>
    <UiButton @click="navigate('/${name}')">{{ t('${name}.showAll') }}</UiButton>
  </div>
</template>

<style scoped>
.check { display: flex; align-items: center; justify-content: space-between; gap: 10px; }
</style>
`
}
