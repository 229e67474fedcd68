import { DomUtil, Layer, Point, type LatLngExpression, type Map as LeafletMap } from 'leaflet'
import { clusterRadius, drawCluster, type DrawOptions, type MapMarkerView } from './draw-markers.ts'
import { clusterMarkers, type MarkerCluster } from './marker-clusters.ts'

const cell = 46
const mostLabels = 70

export type MarkerLayerState = { markers: readonly MapMarkerView[]; options: Omit<DrawOptions, 'labels'>; toLatLng: (marker: { x: number; y: number }) => LatLngExpression; moving: { id: number; x: number; y: number } | null }

/** All markers on one canvas: ten thousand cost what a hundred cost, which markers in the page do not. */
export class MarkerLayer extends Layer {
  private readonly canvas = document.createElement('canvas')
  private clusters: MarkerCluster<MapMarkerView>[] = []
  private state: MarkerLayerState | null = null
  private frame = 0

  override onAdd(map: LeafletMap): this {
    this.canvas.className = 'marker-canvas leaflet-zoom-hide'
    map.getPanes().overlayPane.append(this.canvas)
    map.on('move zoom viewreset resize moveend', this.schedule, this)
    this.schedule()
    return this
  }

  override onRemove(map: LeafletMap): this {
    map.off('move zoom viewreset resize moveend', this.schedule, this)
    cancelAnimationFrame(this.frame)
    this.canvas.remove()
    return this
  }

  update(state: MarkerLayerState): void {
    this.state = state
    this.schedule()
  }

  /** Many changes within one frame cost one drawing. */
  private schedule(): void {
    cancelAnimationFrame(this.frame)
    this.frame = requestAnimationFrame(() => this.draw())
  }

  private draw(): void {
    const map = this._map
    if (!map || !this.state) return
    const bounds = map.getSize()
    const scale = window.devicePixelRatio || 1
    DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]))
    this.canvas.width = bounds.x * scale
    this.canvas.height = bounds.y * scale
    this.canvas.style.width = `${bounds.x}px`
    this.canvas.style.height = `${bounds.y}px`
    const pen = this.canvas.getContext('2d')
    if (!pen) return
    pen.scale(scale, scale)
    this.clusters = this.clustersOf(map, this.state).filter(({ x, y }) => x > -40 && y > -40 && x < bounds.x + 40 && y < bounds.y + 40)
    const labels = this.clusters.length <= mostLabels && this.clusters.filter((cluster) => cluster.members.length === 1).length > this.clusters.length * 0.7
    for (const cluster of this.clusters) drawCluster(pen, cluster, { ...this.state.options, labels })
  }

  /** Clusters are formed in the plan's own pixels of this zoom, then moved into the window. */
  private clustersOf(map: LeafletMap, { markers, toLatLng, moving, options }: MarkerLayerState): MarkerCluster<MapMarkerView>[] {
    const origin = map.containerPointToLayerPoint([0, 0]).add(map.getPixelOrigin())
    const placed = markers.map((marker) => {
      const point = map.project(toLatLng(marker.id === moving?.id ? { ...marker, ...moving } : marker))
      return { ...marker, x: point.x, y: point.y }
    })
    const clusters = clusterMarkers(placed, cell, moving?.id ?? options.selected)
    return clusters.map((cluster) => ({ ...cluster, x: cluster.x - origin.x, y: cluster.y - origin.y })).sort((one, other) => Number(one.members.some((member) => member.id === options.selected)) - Number(other.members.some((member) => member.id === options.selected)))
  }

  /** What stands at a place of the window, the topmost first. */
  at(x: number, y: number): MarkerCluster<MapMarkerView> | null {
    const place = new Point(x, y)
    return this.clusters.findLast((cluster) => place.distanceTo(new Point(cluster.x, cluster.y)) <= clusterRadius(cluster.members.length) + 3) ?? null
  }
}
