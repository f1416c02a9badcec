import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Where the comments of schemas and methods stand. */
const FOLDERS = ['cards', 'contract', 'contract/methods', 'events', 'frames', 'records', 'values', 'wire'];

/**
 * The doc comments of every exported constant and of what is inside its initialiser, by their place:
 * `Envelope`, `Envelope.seq`, `CONTRACT.stop.params.turn`. So a sentence is written once, where an
 * editor shows it, and reaches the JSON Schemas, the OpenAPI document and the reference from there.
 */
export function readDocComments(sources: string): Record<string, string> {
  const variables = new Map<string, ts.VariableDeclaration>();
  for (const folder of FOLDERS) {
    for (const name of readdirSync(join(sources, folder)).sort()) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts') || name === 'index.ts') continue;
      const path = join(sources, folder, name);
      const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
      for (const declaration of file.statements.filter(ts.isVariableStatement).flatMap(declarationsOf)) {
        variables.set(declaration.name.getText(), declaration);
      }
    }
  }
  const comments = new Map<string, string>();
  for (const [name, declaration] of variables) {
    // The tables of single methods are in that of all.
    if (!isSchemaOrTable(name, declaration) || name.endsWith('_METHODS')) continue;
    keep(comments, name, commentOf(declaration.parent.parent));
    if (declaration.initializer) collect(declaration.initializer, name, variables, comments);
  }
  return Object.fromEntries([...comments].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function declarationsOf(statement: ts.VariableStatement): readonly ts.VariableDeclaration[] {
  return statement.declarationList.declarations;
}

/** A schema is called as its type, a table in capitals; both are exported. */
function isSchemaOrTable(name: string, declaration: ts.VariableDeclaration): boolean {
  const { initializer } = declaration;
  if (!isExported(declaration) || !/^[A-Z]/.test(name) || !initializer) return false;
  const value = withoutTypes(initializer);
  return ts.isCallExpression(value) || ts.isObjectLiteralExpression(value);
}

function isExported({ parent }: ts.VariableDeclaration): boolean {
  const statement = parent.parent as ts.VariableStatement;
  return statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/** In the schemas. What is private has none, and what the contract alone has is written out where it stands. */
function hasName(declaration: ts.VariableDeclaration): boolean {
  return isExported(declaration) && !declaration.getSourceFile().fileName.includes('/contract/');
}

function isTable({ initializer }: ts.VariableDeclaration): boolean {
  return initializer !== undefined && ts.isObjectLiteralExpression(withoutTypes(initializer));
}

function withoutTypes(node: ts.Expression): ts.Expression {
  const isTyped = ts.isAsExpression(node) || ts.isSatisfiesExpression(node);
  return isTyped ? withoutTypes(node.expression) : node;
}

function collect(
  typed: ts.Expression,
  place: string,
  variables: ReadonlyMap<string, ts.VariableDeclaration>,
  comments: Map<string, string>,
): void {
  const node = withoutTypes(typed);
  if (ts.isObjectLiteralExpression(node)) {
    for (const { expression } of node.properties.filter(ts.isSpreadAssignment)) {
      // A table that is made of tables; of a schema only its fields are spread (`X.shape`).
      const table = ts.isPropertyAccessExpression(expression) ? expression.expression : expression;
      const declaration = ts.isIdentifier(table) ? variables.get(table.text) : undefined;
      if (declaration?.initializer) collect(declaration.initializer, place, variables, comments);
    }
    for (const property of node.properties.filter(ts.isPropertyAssignment)) {
      const inside = `${place}.${property.name.getText().replaceAll(/^['"]|['"]$/g, '')}`;
      keep(comments, inside, commentOf(property));
      collect(property.initializer, inside, variables, comments);
    }
  } else if (ts.isCallExpression(node)) {
    const called = node.expression.getText();
    collect(node.expression, place, variables, comments);
    for (const argument of node.arguments) {
      const declaration = ts.isIdentifier(argument) ? variables.get(argument.text) : undefined;
      // The fields of what is extended, or has no name of its own in the schemas, are fields here.
      const isInside =
        declaration === undefined ||
        called === 'z.extend' ||
        (isTable(declaration) ? called === 'z.object' : !hasName(declaration));
      if (isInside) collect(declaration?.initializer ?? argument, place, variables, comments);
    }
  } else if (ts.isPropertyAccessExpression(node)) {
    collect(node.expression, place, variables, comments);
  } else if (ts.isIdentifier(node)) {
    const declaration = variables.get(node.text);
    if (declaration?.initializer && !hasName(declaration) && !isTable(declaration)) {
      collect(declaration.initializer, place, variables, comments);
    }
  }
}

function keep(comments: Map<string, string>, place: string, comment: string): void {
  if (comment !== '' && !comments.has(place)) comments.set(place, comment);
}

function commentOf(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = ts.getTextOfJSDocComment(comments.at(-1)?.comment) ?? '';
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
