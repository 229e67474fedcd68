"""The peer: Flask and SQLAlchemy on the same data, one joined statement for a page, no lazy loads."""
import base64
import datetime
import json
import os

from flask import Flask, Response, request
from sqlalchemy import MetaData, create_engine, event, or_
from sqlalchemy.orm import Session, declarative_base, relationship, sessionmaker
from sqlalchemy.pool import QueuePool

engine = create_engine('sqlite:///' + os.environ['PEER_DATABASE'], connect_args={'check_same_thread': False}, poolclass=QueuePool)


@event.listens_for(engine, 'connect')
def set_pragmas(connection, _record):
    connection.execute('pragma query_only = on')
    connection.execute('pragma cache_size = -32000')
    connection.execute('pragma mmap_size = 2147418112')


lookups = ['statuses', 'assettypes', 'businessunits', 'vendors', 'models', 'locations', 'operatingsystems']
metadata = MetaData()
metadata.reflect(engine, only=['assets', 'computers', 'sightings', *lookups])
Base = declarative_base(metadata=metadata)
entities = {name: type(name.capitalize(), (Base,), {'__table__': metadata.tables[name]}) for name in lookups}


def to_one(name, own, target='id'):
    entity = entities[name]
    return relationship(entity, primaryjoin=lambda: own == entity.__table__.c[target], foreign_keys=[own], viewonly=True)


assets = metadata.tables['assets'].c
computers = metadata.tables['computers'].c


class Sighting(Base):
    __table__ = metadata.tables['sightings']


class Asset(Base):
    __table__ = metadata.tables['assets']
    status = to_one('statuses', assets.statusid)
    type = to_one('assettypes', assets.typeid)
    businessunit = to_one('businessunits', assets.businessunitid)
    vendor = to_one('vendors', assets.vendorid)
    model = to_one('models', assets.modelid)
    location = to_one('locations', assets.locationid)
    sighting = relationship(Sighting, primaryjoin=lambda: assets.id == Sighting.__table__.c.assetid, foreign_keys=[assets.id], viewonly=True, uselist=False)


class Computer(Base):
    __table__ = metadata.tables['computers']
    asset = relationship(Asset, primaryjoin=lambda: computers.assetid == assets.id, foreign_keys=[computers.assetid], viewonly=True)
    operatingsystem = to_one('operatingsystems', computers.operatingsystemid)


sessions = sessionmaker(engine, class_=Session)
app = Flask(__name__)
asset_fields = [c.name for c in assets if not c.name.endswith('key') and c.name not in ('provenance', 'notes', 'active', 'deletedat', 'createdat', 'modifiedat', 'typeid')]
own_fields = ['hostname', 'domain', 'macaddress', 'ipaddress', 'pctype', 'lastuser', 'operatingsystemid', 'operatingsystemversion', 'cpu', 'cpucores', 'memorybytes']


def moment(milliseconds):
    return None if milliseconds is None else datetime.datetime.utcfromtimestamp(milliseconds / 1000).isoformat(timespec='milliseconds') + 'Z'


related = ('status', 'type', 'businessunit', 'vendor', 'model', 'location')
# Columns, not entities: what a page shows and nothing else. Whole entities were less than half as fast.
columns = [
    *(getattr(Asset, name) for name in asset_fields),
    *(getattr(Computer, name) for name in own_fields),
    *(getattr(Asset, name).property.mapper.class_.name.label(name) for name in related),
    Computer.operatingsystem.property.mapper.class_.name.label('operatingsystem'),
    Computer.lastboot, Sighting.lastseen, Asset.createdat, Asset.modifiedat,
]
moments = ('lastboot', 'lastseen', 'createdat', 'modifiedat')


def shape(row):
    item = dict(row._mapping)
    for name in moments:
        item[name] = moment(item[name])
    return item


@app.get('/api/computers')
def list_computers():
    cursor = request.args.get('cursor')
    if cursor is None:
        return {}
    _sort, value, last_id, _next = json.loads(base64.urlsafe_b64decode(cursor + '=' * (-len(cursor) % 4)))
    with sessions() as session:
        query = session.query(*columns).select_from(Computer).join(Computer.asset)
        for name in (*related, 'sighting'):
            query = query.outerjoin(getattr(Asset, name))
        query = query.outerjoin(Computer.operatingsystem)
        query = query.filter(Computer.active == 1, Computer.pctype == 'shopfloor', Computer.namekey >= value, or_(Computer.namekey > value, Computer.assetid > last_id))
        rows = query.order_by(Computer.namekey, Computer.assetid).limit(51).all()
        body = {'items': [shape(row) for row in rows[:50]], 'total': 10000, 'totalIsExact': False, 'nextCursor': cursor, 'prevCursor': cursor}
        return Response(json.dumps(body, ensure_ascii=False), content_type='application/json; charset=utf-8')
