import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** What the comments of a schema's source say: of the schema itself, and of its fields by their path (`agents.connected`). */
export interface SchemaDocs {
  readonly schema: string | null;
  readonly fields: ReadonlyMap<string, FieldDocs>;
}

export interface FieldDocs {
  /** Its own comment. */
  readonly comment: string | null;
  /** The schema it is made of, when that has a name: what is said there holds here too. */
  readonly madeOf: string;
}

/** Calls whose first argument is the shape of an object. */
const SHAPES = /^(object|strictObject|extend)$/;

/**
 * The doc comments of every exported schema in `file`, by the name of the export. The meaning of a field is written once,
 * beside it, and not a second time for the reference.
 */
export function schemaDocs(file: string): Map<string, SchemaDocs> {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = new Map<string, SchemaDocs>();
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!initializer) continue;
      const fields = new Map(found.get(rootOf(initializer))?.fields);
      collect(initializer, '', fields);
      found.set(name.getText(source), { schema: commentOf(statement), fields });
    }
  }
  return found;
}

/** The schema that `base.extend({…})` begins with: its fields belong to the new one too. */
function rootOf(node: ts.Expression): string {
  if (ts.isCallExpression(node)) return rootOf(node.expression);
  if (ts.isPropertyAccessExpression(node)) return rootOf(node.expression);
  return ts.isIdentifier(node) ? node.text : '';
}

function collect(node: ts.Node, path: string, fields: Map<string, FieldDocs>): void {
  const shape = shapeOf(node);
  if (shape) {
    collect((node as ts.CallExpression).expression, path, fields);
    collectShape(shape, path, fields);
  } else if (!ts.isObjectLiteralExpression(node)) {
    // Other objects are options, such as `{ error: … }`.
    ts.forEachChild(node, (child) => collect(child, path, fields));
  }
}

function shapeOf(node: ts.Node): ts.ObjectLiteralExpression | null {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null;
  const [shape] = node.arguments;
  return SHAPES.test(node.expression.name.text) && shape && ts.isObjectLiteralExpression(shape) ? shape : null;
}

function collectShape(shape: ts.ObjectLiteralExpression, path: string, fields: Map<string, FieldDocs>): void {
  for (const property of shape.properties) {
    const { name } = property;
    if (!name || !ts.isIdentifier(name)) continue;
    const inner = path === '' ? name.text : `${path}.${name.text}`;
    const schema = ts.isPropertyAssignment(property) ? property.initializer : name;
    if (!fields.has(inner)) fields.set(inner, { comment: commentOf(property), madeOf: rootOf(schema) });
    collect(schema, inner, fields);
  }
}

function commentOf(node: ts.Node): string | null {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = comments.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '').join(' ');
  return text.replace(/\s+/g, ' ').trim() || null;
}
