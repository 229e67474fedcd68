import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { deviceKeyOf, isIdentity, isSameDevice } from './identity.ts'
import { readDevice, readInstanceId, readReport } from './read-devices.ts'

test('serial numbers that tell devices apart, and those that do not', () => {
  for (const serial of ['AA407084912017', 'MY26K1K34C2L', '001CC0EC3450BB40', 'AASOP1QMSZ0XG051', '20150123045944', '16270078C5C90000']) assert.ok(isIdentity(serial), serial)
  for (const serial of [null, '', '0', '00000000000000000000', '0000000000000001', '6&df2ee03&0&5', '7&2bcd78ff&0&0000', '0000:00:1a.0', '0123456789ABCD', '1234567890', 'None', 'FFFFFFFF', 'abc', 'Ã±Â\u0001\u0002x']) assert.ok(!isIdentity(serial), String(serial))
})

test('one device under two notations is one; another vendor or product is another', () => {
  const one = readDevice({ vendorId: '0x0951', productId: 5734, serialNumber: ' 0014780da1b2 ' })
  const [usb, disk] = [readInstanceId('USB\\VID_0951&PID_1666\\0014780DA1B2'), readInstanceId('USBSTOR\\DISK&VEN_KINGSTON&PROD_DATATRAVELER_3.0&REV_PMAP\\0014780DA1B2&0')]
  assert.deepEqual([usb.vendorId, usb.productId, usb.serial], ['0951', '1666', '0014780DA1B2'])
  assert.deepEqual([disk.serial, disk.isStorage, disk.name], ['0014780DA1B2', true, 'KINGSTON DATATRAVELER 3.0'])
  assert.ok(isSameDevice(usb, disk), 'a disk tells no vendor id')
  assert.ok(isSameDevice({ ...usb, productId: null }, { ...one, productId: null }))
  assert.ok(!isSameDevice(usb, { ...usb, vendorId: '0781' }))
  assert.ok(!isSameDevice({ ...usb, serial: '0' }, { ...usb, serial: '0' }))
  assert.notEqual(deviceKeyOf({ ...usb, serial: '0' }, 'asset 1', 'x'), deviceKeyOf({ ...usb, serial: '0' }, 'asset 2', 'x'))
})

const samples = join(import.meta.dirname, '../../../shared/data/samples')
if (existsSync(samples)) {
  test('the registry of a real Windows: its media, some of them without a serial number', () => {
    const output = { of: 'reg export', text: new TextDecoder('utf-16le').decode(readFileSync(join(samples, 'usb/win32_registry_7-USB.reg'))) }
    const devices = readReport({ output })
    const storage = devices.filter(({ isStorage }) => isStorage === true)
    assert.ok(devices.length > storage.length)
    assert.ok(storage.some(({ serial }) => isIdentity(serial)), JSON.stringify(storage))
    assert.ok(storage.some(({ serial }) => !isIdentity(serial)), JSON.stringify(storage))
    const stick = storage.find(({ serial }) => serial === 'AA407084912017')
    assert.deepEqual([stick?.vendorId, stick?.productId], ['0718', '0078'])
    assert.ok(devices.every(({ vendorId, productId }) => /^[0-9a-f]{4}$/.test(vendorId ?? '') && /^[0-9a-f]{4}$/.test(productId ?? '')))
  })

  test('what lsusb prints on a real laptop: no media, no made-up serial numbers', () => {
    const devices = readReport({ output: { of: 'lsusb -v', text: readFileSync(join(samples, 'usb/generic_lsusb_dell-xt2'), 'utf8') } })
    assert.equal(devices.length, readFileSync(join(samples, 'usb/generic_lsusb_dell-xt2'), 'utf8').match(/^Bus \d+ Device/gm)?.length)
    assert.deepEqual(devices.filter(({ isStorage }) => isStorage), [])
    assert.deepEqual(devices.filter(({ serial }) => isIdentity(serial)), [])
    assert.ok(devices.some(({ name, vendorId }) => vendorId === '047d' && name === 'Kensington PocketMouse Pro' || name.includes('PocketMouse')))
  })

  test('the devices of real inventories of GLPI and FusionInventory agents', () => {
    const { content } = JSON.parse(readFileSync(join(samples, 'inventory/glpi-json/computer_1.json'), 'utf8'))
    const devices = readReport({ usbdevices: content.usbdevices })
    assert.equal(devices.length, content.usbdevices.length)
    assert.deepEqual(devices.map(({ serial }) => serial).filter(isIdentity), ['00E04C6801DB', '200901010001'])
    assert.deepEqual(devices.filter(({ isStorage }) => isStorage), [])
    const xml = readFileSync(join(samples, 'inventory/fusion-xml/2.xml'), 'utf8')
    const sent = [...xml.matchAll(/<USBDEVICES>(.*?)<\/USBDEVICES>/gs)].map(([, body = '']) => Object.fromEntries([...body.matchAll(/<(\w+)>([^<]*)</g)].map(([, name = '', value]) => [name.toLowerCase(), value])))
    assert.ok(sent.length > 5)
    const named = readReport({ usbdevices: sent })
    assert.ok(named.some(({ name, vendorId, serial }) => name.startsWith('VFS451') && vendorId === '138a' && serial === '00B0FE47AC85'))
    assert.deepEqual(readDevice({ class: '', productid: '', vendorid: '', caption: '', serial: '' }), { vendorId: null, productId: null, serial: null, name: 'USB device ?:?', manufacturer: null, label: null, capacityBytes: null, isStorage: null })
  })
}
