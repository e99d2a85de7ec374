/** References into owned values that would outlive them. */
interface Page extends Struct {
  count: u64;
  next: Page | null;
  numbers: FixedArray<u64, 4>;
}
type OwnedPage = Owned<Page, typeof release>;
type OwnedNumbers = Owned<FixedArray<u64, 4>, typeof releaseNumbers>;
type Held = { readonly page: Page };

const PAGE: Page = zeroed();
let kept: Page | null = null;

function release(page: OwnedPage): void {
  ignore(disown(page), 'nothing is kept in this test');
}

function releaseNumbers(numbers: OwnedNumbers): void {
  ignore(disown(numbers), 'nothing is kept in this test');
}

function give(page: OwnedPage): u64 {
  release(page);
  return 0n;
}

function take(): OwnedPage {
  return own<OwnedPage>(PAGE);
}

function same(page: Page): Page {
  return page;
}

function both(first: Page, second: OwnedPage): void {
  release(second);
  print(`${first.count}`);
}

export function assigned(page: OwnedPage): u64 {
  let copy: Page = PAGE;
  copy = page;
  release(page);
  return copy.count; //! KD0906: copy refers to page, which was consumed on line 43
  //     ^^^^ use it before its owner is consumed
}

export function inRecord(page: OwnedPage): u64 {
  const held: Held = { page };
  release(page);
  return held.page.count; //! KD0906: held refers to page
  //     ^^^^ use it before its owner is consumed
}

export function inStatic(page: OwnedPage): void {
  kept = page; //! KD0906: and would be kept when that is consumed
  //     ^^^^ keep the owned value itself, in a field of an owned type, or disown it
  release(page);
}

export function inStruct(page: OwnedPage): void {
  PAGE.next = page; //! KD0906: and would be kept when that is consumed
  release(page);
}

export function ofArray(numbers: OwnedNumbers): u64 {
  const plain: FixedArray<u64, 4> = numbers;
  releaseNumbers(numbers);
  return plain[0]; //! KD0906: plain refers to numbers
  //     ^^^^^ use it before its owner is consumed
}

export function beyondScope(): u64 {
  let copy: Page = PAGE;
  {
    using page = take();
    copy = page;
  }
  return copy.count; //! KD0906: copy refers to page, whose scope ended on line 78
}

export function beyondRound(): void {
  let last: Page | null = null;
  for (const _ of range(0, 3)) {
    using page = take();
    last = page;
  }
  if (last !== null) print('some'); //! KD0906: last refers to page
  //  ^^^^ use it before its owner is consumed
}

export function beforeFirstRound(): void {
  let last: Page = PAGE;
  for (const _ of range(0, 3)) {
    print(`${last.count}`); //! KD0906: last refers to page
    const page = take();
    last = page;
    release(page);
  }
}

export function returned(): Page {
  using page = take();
  return page; //! KD0906: the result refers to page, which is released at this return
}

export function copyReturned(): Page {
  using page = take();
  const copy: Page = page;
  return copy; //! KD0906: the result refers to page
}

export function fieldReturned(): Page | null {
  using page = take();
  return page.next; //! KD0906: the result refers to page
}

export function throughCall(page: OwnedPage): u64 {
  const copy = same(page);
  release(page);
  return copy.count; //! KD0906: copy refers to page
}

export function ownerAssigned(): u64 {
  let page = take();
  const first: Page = page;
  release(page);
  page = take();
  const count = first.count; //! KD0906: first refers to page
  release(page);
  return count;
}

export function besideItsOwner(): void {
  const page = take();
  both(page, page); //! KD0906: this refers to page
}

export function storedAfterwards(page: OwnedPage): void {
  page.count = give(page); //! KD0906: this refers to page
}

export function changedAfterwards(page: OwnedPage): void {
  page.count += give(page); //! KD0906: this refers to page
}

export function elementChangedAfterwards(page: OwnedPage): void {
  page.numbers[0] += give(page); //! KD0906: this refers to page
}

export function readAfterwards(page: OwnedPage): u64 {
  return page.numbers[u32(give(page))]; //! KD0906: this refers to page
}

export function arrayOfLoop(): void {
  let page = take();
  for (const number of page.numbers) { //! KD0906: the array refers to page
    print(`${number}`);
    release(page);
    page = take();
  }
  release(page);
}

export function ownedAgain(page: OwnedPage): void {
  const copy: Page = page;
  const again = own<OwnedPage>(copy); //! KD0911: this has an owner already
  release(page);
  release(again);
}
