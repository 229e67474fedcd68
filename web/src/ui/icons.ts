import {
  Activity, AppWindow, Bell, Box, Boxes, Building2, Cable, Camera, ChartColumn, CircleDot, CircuitBoard, Cog, Cpu, Database, Factory, FileText, Fingerprint, Gauge,
  Globe, HardDrive, House, KeyRound, Layers, Laptop, Link, List, MapPin, Map as MapIcon, Microscope, Monitor, Network, Package, Plug, Printer, Puzzle, Router,
  Ruler, Server, Settings, Shapes, Shield, ShieldCheck, Signpost, Smartphone, Spline, Store, Tag, Tags, Thermometer, Truck, Usb, User, Users, Warehouse, Wifi, Wrench,
} from '@lucide/vue'
import type { Component } from 'vue'

const byName: Readonly<Record<string, Component>> = {
  activity: Activity, 'app-window': AppWindow, bell: Bell, box: Box, boxes: Boxes, 'building-2': Building2, building: Building2, cable: Cable, camera: Camera,
  'chart-column': ChartColumn, 'circle-dot': CircleDot, spline: Spline, 'circuit-board': CircuitBoard, cog: Cog, cpu: Cpu, database: Database, factory: Factory, 'file-text': FileText,
  fingerprint: Fingerprint, gauge: Gauge, globe: Globe, 'hard-drive': HardDrive, home: House, house: House, key: KeyRound, 'key-round': KeyRound, layers: Layers,
  laptop: Laptop, link: Link, list: List, map: MapIcon, 'map-pin': MapPin, microscope: Microscope, monitor: Monitor, network: Network, package: Package, plug: Plug,
  printer: Printer, puzzle: Puzzle, router: Router, ruler: Ruler, server: Server, settings: Settings, shapes: Shapes, shield: Shield, 'shield-check': ShieldCheck,
  signpost: Signpost, smartphone: Smartphone, store: Store, tag: Tag, tags: Tags, thermometer: Thermometer, truck: Truck, usb: Usb, user: User, users: Users,
  warehouse: Warehouse, wifi: Wifi, wrench: Wrench, 'pc-case': HardDrive, 'monitor-cog': Monitor, drill: Wrench, bot: Cpu,
}

/** Icon by its Lucide name; a name that is not among the ones shipped shows a box, never a hole. */
export function iconByName(name: string | null | undefined): Component {
  const kebab = (name ?? '').replace(/([a-z])([A-Z0-9])/g, '$1-$2').toLowerCase()
  return byName[kebab] ?? Box
}
