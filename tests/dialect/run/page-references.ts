/** Counts the references to pages: each handle is owned, and comes in a union or not at all. */
const PAGE_COUNT = 4;

enum Access {
  Shared,
  Exclusive,
}
interface Page extends Struct {
  references: u8;
  access: Access;
  /** Called when the last reference is gone. */
  onIdle: ((page: Page) => void) | null;
}
type PageHandle = Owned<Page, typeof put>;
type Got =
  | { readonly kind: 'page'; readonly handle: PageHandle }
  | { readonly kind: 'busy'; readonly access: Access }
  | { readonly kind: 'tooMany' }
  | { readonly kind: 'absent'; readonly index: u32 };

const PAGES: FixedArray<Page, typeof PAGE_COUNT> = zeroed();

function get(index: u32, access: Access): Got {
  if (index >= PAGES.length) return { kind: 'absent', index };
  const page = PAGES[index];
  const isBusy = access === Access.Exclusive || page.access === Access.Exclusive;
  if (page.references > 0 && isBusy) return { kind: 'busy', access: page.access };
  const references = checkedAdd(page.references, 1);
  if (references === null) return { kind: 'tooMany' };
  page.references = references;
  page.access = access;
  return { kind: 'page', handle: own<PageHandle>(page) };
}

function put(handle: PageHandle): void {
  const page = disown(handle);
  page.references -= 1;
  const onIdle = page.onIdle;
  if (page.references === 0 && onIdle !== null) onIdle(page);
}

/** One more reference to the same page. */
function share(handle: Page): PageHandle {
  assert(handle.access === Access.Shared, 'pages: an exclusive reference is the only one');
  handle.references += 1;
  return own<PageHandle>(handle);
}

/** References to a page while `action` runs; null when it cannot be had. */
function during(index: u32, access: Access, action: (page: Page) => u32): u32 | null {
  const got = get(index, access);
  switch (got.kind) {
    case 'page': {
      using handle = got.handle;
      return action(handle);
    }
    case 'busy':
      print(`busy: ${got.access}`);
      return null;
    case 'tooMany':
      print('too many');
      return null;
    case 'absent':
      print(`no page ${got.index}`);
      return null;
  }
}

function show(count: u32 | null): void {
  if (count === null) return;
  print(`${count} references`);
}

function count(page: Page): u32 {
  return u32(page.references);
}

export function main(): void {
  PAGES[1].onIdle = (page) => {
    print(`idle, was ${page.access}`);
  };
  show(during(1, Access.Shared, count));
  show(during(9, Access.Shared, count));

  const first = get(1, Access.Shared);
  assert(first.kind === 'page', 'pages: nobody has it');
  const second = share(first.handle);
  show(during(1, Access.Shared, count));
  show(during(1, Access.Exclusive, count));
  put(second); // before the first: what a call made of a reference is refused after its owner
  show(during(1, Access.Shared, (page) => count(page) * 10));
  put(first.handle);

  PAGES[2].references = 255;
  show(during(2, Access.Shared, count));
  show(
    during(1, Access.Exclusive, (page) => {
      show(during(1, Access.Shared, count));
      return count(page);
    }),
  );
}
