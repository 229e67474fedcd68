export default function open(): void { history.pushState(null, '', '/capsules') }
