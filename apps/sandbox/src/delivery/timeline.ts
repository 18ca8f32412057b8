/** Things due at some time, earliest first; among equals in the order they came (binary heap). */
export class Timeline<T> {
  private heap: { dueAt: number; order: number; item: T }[] = [];
  private pushed = 0;

  get size(): number {
    return this.heap.length;
  }

  nextDueAt(): number | null {
    return this.heap[0]?.dueAt ?? null;
  }

  peek(): T | undefined {
    return this.heap[0]?.item;
  }

  push(dueAt: number, item: T): void {
    const heap = this.heap;
    const added = { dueAt, order: this.pushed++, item };
    let index = heap.push(added) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (!parent || !isBefore(added, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = added;
  }

  pop(): T | undefined {
    const heap = this.heap;
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last || heap.length === 0) return top?.item;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const left = heap[child];
      const right = heap[child + 1];
      if (!left) break;
      if (right && isBefore(right, left)) child++;
      const smallest = heap[child] ?? left;
      if (!isBefore(smallest, last)) break;
      heap[index] = smallest;
      index = child;
    }
    heap[index] = last;
    return top.item;
  }

  clear(): void {
    this.heap = [];
  }
}

interface Place {
  dueAt: number;
  order: number;
}

function isBefore(one: Place, other: Place): boolean {
  return one.dueAt < other.dueAt || (one.dueAt === other.dueAt && one.order < other.order);
}
