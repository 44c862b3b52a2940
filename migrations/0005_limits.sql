-- Up Migration
-- What holds for every experiment: one document, whose defaults are those of the contract.
create table hormesis.limits (
  only_row boolean primary key default true check (only_row),
  version integer not null,
  spec jsonb not null,
  updated_by text not null,
  updated_at timestamptz not null default clock_timestamp()
);
insert into hormesis.limits (version, spec, updated_by) values (1, '{"kind": "Limits"}', 'hormesis');
insert into hormesis.document_versions (kind, document_name, version, spec, saved_by)
  values ('Limits', 'limits', 1, '{"kind": "Limits"}', 'hormesis');
