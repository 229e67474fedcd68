import type { Random } from './random.ts'
import type { InterfaceRecipe, Variant } from './recipe.ts'
import type { Spots } from './write-locations.ts'

export type DraftInterface = { name: string; type: string; macAddress: string | null; ipAddress: string | null; speedMbps: number | null; settings: string | null }

/** Interfaces with addresses from the subnets of their floor: one for machines, one for PCs, one inside the cells. */
export function addressesOf(variant: Variant, use: 'machine' | 'controller' | 'desk', number: number, spot: Spots, random: Random): DraftInterface[] {
  return variant.interfaces.map((recipe, index) => ({
    name: recipe.name, type: recipe.type,
    macAddress: recipe.prefixes ? `${random.pick(recipe.prefixes)}:${suffix(number, use, index)}` : null,
    ipAddress: recipe.net ? address(recipe.net, spot.area, number - spot.areaFirst) : null,
    speedMbps: recipe.speed ? random.pick(recipe.speed) : null,
    settings: recipe.settings ? random.pick(recipe.settings) : null,
  }))
}

/** The last three bytes: odd multiples never repeat below 2^24, so no two interfaces share an address. */
function suffix(number: number, use: 'machine' | 'controller' | 'desk', index: number): string {
  const serial = number * 6 + { machine: 0, controller: 2, desk: 4 }[use] + (index % 2)
  return ((serial * 37 + 0x1a2b3c) & 0xffffff).toString(16).padStart(6, '0').replace(/(..)(..)(..)/, '$1:$2:$3')
}

function address(net: NonNullable<InterfaceRecipe['net']>, area: number, place: number): string {
  const third = Math.floor(place / 250)
  const fourth = 4 + (place % 250)
  switch (net) {
    case 'machine': return `10.${20 + (area % 140)}.${third % 64}.${fourth}`
    case 'plant': return `10.${20 + (area % 140)}.${64 + (third % 64)}.${fourth}`
    case 'cell': return `172.${16 + (area % 16)}.${third % 256}.${fourth}`
    case 'office': return `10.${160 + (area % 60)}.${third % 256}.${fourth}`
    case 'wireless': return `10.${220 + (area % 30)}.${third % 256}.${fourth}`
  }
}
