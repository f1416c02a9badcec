import ts from 'typescript';

/** What no snapshot carries: the form that the state has in memory. */
const IN_MEMORY_ONLY: readonly string[] = ['Timeline', 'ConversationState', 'EntryBase'];

/**
 * The interfaces of the folded state as tables in Markdown, in the order of the source, which may be more than one file. A field of what an
 * interface extends is one of its own.
 */
export function stateTables(source: string): string {
  const file = ts.createSourceFile('state.ts', source, ts.ScriptTarget.Latest, true);
  const interfaces = file.statements.filter(ts.isInterfaceDeclaration);
  return interfaces
    .filter(({ name }) => !IN_MEMORY_ONLY.includes(name.text))
    .map((declaration) => {
      const rows = fieldsOf(declaration, interfaces).map((field) => {
        const optional = field.questionToken === undefined ? '' : ', optional';
        const type = field.type === undefined ? '' : typeText(field.type);
        return `| \`${field.name.getText()}\` | ${type}${optional} | ${commentOf(field)} |`;
      });
      return [
        `### ${declaration.name.text}`,
        commentOf(declaration),
        ['| field | type | meaning |', '|---|---|---|', ...rows].join('\n'),
      ]
        .filter((block) => block !== '')
        .join('\n\n');
    })
    .join('\n\n');
}

function fieldsOf(
  { heritageClauses, members }: ts.InterfaceDeclaration,
  interfaces: readonly ts.InterfaceDeclaration[],
): readonly ts.PropertySignature[] {
  const bases = [...(heritageClauses ?? [])].flatMap(({ types }) =>
    types.map(({ expression }) => expression.getText()),
  );
  const inherited = interfaces.filter(({ name }) => bases.includes(name.text));
  return [
    ...inherited.flatMap((base) => fieldsOf(base, interfaces)),
    ...members.filter(ts.isPropertySignature),
  ];
}

/** A type in the words of the other tables. */
function typeText(type: ts.TypeNode): string {
  if (ts.isTypeOperatorNode(type)) return typeText(type.type);
  if (ts.isArrayTypeNode(type)) return `array of ${typeText(type.elementType)}`;
  if (ts.isTupleTypeNode(type)) return `\`[${type.elements.map(nameOf).join(', ')}]\``;
  if (ts.isUnionTypeNode(type)) {
    return type.types
      .filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword)
      .map(typeText)
      .join(' or ');
  }
  if (ts.isTypeLiteralNode(type)) {
    const names = type.members.filter(ts.isPropertySignature).map(({ name }) => name.getText());
    return `\`{${names.join(', ')}}\``;
  }
  if (ts.isLiteralTypeNode(type)) return `\`${type.getText().replaceAll("'", '')}\``;
  if (ts.isTypeReferenceNode(type)) {
    const [key, value] = type.typeArguments ?? [];
    if (key !== undefined && value !== undefined) return `object of ${typeText(value)} by name`;
    if (key !== undefined) return `${isList(type) ? 'array of ' : ''}${typeText(key)}`;
    return `\`${type.getText()}\``;
  }
  if (type.kind === ts.SyntaxKind.UnknownKeyword) return 'any JSON value';
  return type.getText();
}

/** A list in memory; to JSON an array. */
function isList({ typeName }: ts.TypeReferenceNode): boolean {
  return typeName.getText() === 'PersistentList';
}

function nameOf(element: ts.TypeNode | ts.NamedTupleMember): string {
  return ts.isNamedTupleMember(element) ? element.name.getText() : element.getText();
}

function commentOf(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = ts.getTextOfJSDocComment(comments.at(-1)?.comment) ?? '';
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
