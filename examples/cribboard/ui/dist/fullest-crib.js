import { n as useCribs, t as shareOf } from "./use-cribs.js";
import { computed, createCommentVNode, createElementBlock, createElementVNode, createTextVNode, defineComponent, openBlock, toDisplayString, unref } from "vue";
import { useMessages } from "@shopdb/ui";
// examples/cribboard/src/fullest-crib.vue?vue&type=script&setup=true&lang.ts
var _hoisted_1 = {
	key: 0,
	class: "cribboard-fullest"
};
var _hoisted_2 = { class: "mono" };
var _hoisted_3 = { key: 1 };
// examples/cribboard/src/fullest-crib.vue
var fullest_crib_default = /* @__PURE__ */ defineComponent({
	__name: "fullest-crib",
	props: {
		widgetId: {},
		size: {}
	},
	setup(__props) {
		const { t } = useMessages();
		const { cribs, isHere } = useCribs();
		const fullest = computed(() => cribs.value[0]);
		const share = computed(() => fullest.value ? shareOf(fullest.value) : null);
		return (_ctx, _cache) => {
			return fullest.value ? (openBlock(), createElementBlock("p", _hoisted_1, [createElementVNode("strong", _hoisted_2, toDisplayString(fullest.value.assetNumber), 1), createTextVNode(" " + toDisplayString(share.value === null ? unref(t)("cribboard.noShare") : unref(t)("cribboard.share", { percent: Math.round(share.value * 100) })), 1)])) : unref(isHere) ? (openBlock(), createElementBlock("p", _hoisted_3, toDisplayString(unref(t)("cribboard.none")), 1)) : createCommentVNode("", true);
		};
	}
});
export { fullest_crib_default as default };
