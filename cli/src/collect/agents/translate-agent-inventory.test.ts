import { describe, expect, it } from 'vitest'
import { parseXml } from './parse-xml.ts'
import { translateAgentInventory } from './translate-agent-inventory.ts'

const inventory = (content: string) => `<?xml version="1.0"?><REQUEST><CONTENT>${content}</CONTENT><QUERY>INVENTORY</QUERY></REQUEST>`

describe('inventories of FusionInventory and OCS agents', () => {
  it('joins the entries of one interface', () => {
    const record = translateAgentInventory(inventory(`<HARDWARE><NAME>mill-3</NAME><MEMORY>2048</MEMORY></HARDWARE>
      <NETWORKS><DESCRIPTION>eth0</DESCRIPTION><IPADDRESS>10.0.0.5</IPADDRESS><MACADDR>00:1B:21:00:00:05</MACADDR><STATUS>Up</STATUS></NETWORKS>
      <NETWORKS><DESCRIPTION>eth0</DESCRIPTION><IPADDRESS6>2001:db8::5</IPADDRESS6><MACADDR>00:1B:21:00:00:05</MACADDR><STATUS>Up</STATUS></NETWORKS>`))
    expect(record).toMatchObject({ hostname: 'mill-3', memoryBytes: 2_147_483_648, interfaces: [{ name: 'eth0', ipAddress: '10.0.0.5', ipAddresses: ['10.0.0.5', '2001:db8::5'], up: true }] })
  })

  it('leaves out the lists that a partial inventory leaves out', () => {
    const record = translateAgentInventory('{"content":{"hardware":{"name":"mill-3"},"softwares":[{"name":"bash","version":"5.2"}]}}')
    expect(record).toMatchObject({ hostname: 'mill-3', software: [{ name: 'bash', version: '5.2' }] })
    expect(record?.disks).toBeUndefined()
    expect(record?.interfaces).toBeUndefined()
  })

  it('keeps text with entities and CDATA', () => {
    expect(parseXml('<A><B>R&amp;D &#252;ber</B><B><![CDATA[<raw> & more]]></B><C/></A>')).toEqual({ B: ['R&D über', '<raw> & more'], C: '' })
  })

  it.each([
    ['a greeting', inventory('').replace('<CONTENT></CONTENT>', '')], ['broken XML', '<REQUEST><CONTENT></REQUEST>'], ['no XML', 'hello'], ['broken JSON', '{"content":'],
    ['an entity bomb', '<!DOCTYPE x [<!ENTITY a "aaaa">]><REQUEST><CONTENT>&a;&a;</CONTENT></REQUEST>'], ['endless nesting', '<a>'.repeat(10_000)],
  ])('is not fooled by %s', (_name, text) => {
    expect(translateAgentInventory(text)).toBeNull()
  })

  it('takes names of members as names only', () => {
    expect(translateAgentInventory(inventory('<__proto__><polluted>1</polluted></__proto__><HARDWARE><NAME>x</NAME></HARDWARE>'))).toMatchObject({ hostname: 'x' })
    expect({}).not.toHaveProperty('polluted')
  })
})
