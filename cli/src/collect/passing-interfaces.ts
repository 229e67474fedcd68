/**
 * Made by container engines, hypervisors and tunnels; they come and go and identify nothing.
 */
const names = /^(lo|docker|veth|br-[0-9a-f]{6,}|virbr|vnet|tap|tun|cni|flannel|cali|podman|lxc|lxd|ifb|dummy|sit|ip6tnl|gre|wg|kube|weave|vxlan|nodelocaldns|tailscale|zt)/

export function isPassingInterface(name: string): boolean {
  return names.test(name)
}
