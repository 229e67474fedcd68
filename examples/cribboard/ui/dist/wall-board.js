import { n as useCribs, t as shareOf } from "./use-cribs.js";
import { Fragment, createBlock, createElementBlock, createElementVNode, defineComponent, openBlock, renderList, toDisplayString, unref } from "vue";
import { EmptyState, ProblemState, SkeletonBlock, useMessages } from "@shopdb/ui";
// examples/cribboard/src/wall-board.vue?vue&type=script&setup=true&lang.ts
var _hoisted_1 = {
	key: 3,
	class: "cribboard-wall"
};
var _hoisted_2 = { class: "mono" };
// examples/cribboard/src/wall-board.vue
var wall_board_default = /* @__PURE__ */ defineComponent({
	__name: "wall-board",
	props: {
		path: {},
		query: {}
	},
	setup(__props) {
		const { t } = useMessages();
		const { cribs, failure, isHere, load } = useCribs();
		const percent = (share) => share === null ? t("cribboard.noShare") : t("cribboard.share", { percent: Math.round(share * 100) });
		return (_ctx, _cache) => {
			return unref(failure) ? (openBlock(), createBlock(unref(ProblemState), {
				key: 0,
				error: unref(failure),
				retryable: "",
				onRetry: unref(load)
			}, null, 8, ["error", "onRetry"])) : !unref(isHere) ? (openBlock(), createBlock(unref(SkeletonBlock), {
				key: 1,
				lines: 6
			})) : unref(cribs).length === 0 ? (openBlock(), createBlock(unref(EmptyState), {
				key: 2,
				reason: "nothing",
				title: unref(t)("cribboard.none")
			}, null, 8, ["title"])) : (openBlock(), createElementBlock("ul", _hoisted_1, [(openBlock(true), createElementBlock(Fragment, null, renderList(unref(cribs), (crib) => {
				return openBlock(), createElementBlock("li", {
					key: crib.id,
					class: "panel"
				}, [createElementVNode("strong", _hoisted_2, toDisplayString(crib.assetNumber), 1), createElementVNode("span", null, toDisplayString(percent(unref(shareOf)(crib))), 1)]);
			}), 128))]));
		};
	}
});
export { wall_board_default as default };
