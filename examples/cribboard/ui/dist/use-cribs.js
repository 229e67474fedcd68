import { computed, onMounted, ref } from "vue";
import { useApi } from "@shopdb/ui";
// examples/cribboard/src/use-cribs.ts
function shareOf({ places, occupied }) {
	return places ? Math.min(1, (occupied ?? 0) / places) : null;
}
/** Every crib, the fullest first. */
function useCribs() {
	const api = useApi();
	const answer = ref(null);
	const failure = ref(null);
	const cribs = computed(() => [...answer.value ?? []].sort((one, other) => (shareOf(other) ?? -1) - (shareOf(one) ?? -1)));
	async function load() {
		failure.value = null;
		try {
			answer.value = (await api.get("/api/toolcribs", { limit: 100 })).items;
		} catch (error) {
			failure.value = error;
		}
	}
	onMounted(load);
	return {
		cribs,
		failure,
		isHere: computed(() => answer.value !== null),
		load
	};
}
export { useCribs as n, shareOf as t };
