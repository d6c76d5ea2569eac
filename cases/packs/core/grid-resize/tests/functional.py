"""What a grid must do, in the words of the prompt."""

from judge import Canary, Target, spec


@spec("Every height in a new grid is 0")
def test_a_new_grid_is_flat(target: Target, canary: Canary):
    columns, rows = canary.number(2, 60), canary.number(2, 60)
    assert target.call("make", columns, rows) is True, "a grid of a few columns and rows can be made"
    for _ in range(5):
        place = (canary.number(0, columns - 1), canary.number(0, rows - 1))
        assert target.call("get", *place) == 0, "every height in a new grid is 0"


@spec("puts a height at a column and a row, both counted from 0, and")
def test_heights_stay_where_they_were_put(target: Target, canary: Canary):
    columns, rows = canary.number(200, 400), canary.number(100, 300)
    assert target.call("make", columns, rows) is True, "a grid of a few hundred columns and rows can be made"
    places = {(0, 0), (columns - 1, 0), (0, rows - 1), (columns - 1, rows - 1)}
    places |= {(canary.number(0, columns - 1), canary.number(0, rows - 1)) for _ in range(6)}
    heights = {place: canary.number(-30000, 30000) for place in places}
    for place, height in heights.items():
        target.call("set", *place, height)
    for place, height in heights.items():
        assert target.call("get", *place) == height, "a height is given back from where it was put"


@spec("either may be as small as 1")
def test_a_single_row_and_a_single_column(target: Target, canary: Canary):
    length = canary.number(3, 50)
    for columns, rows, last in ((length, 1, (length - 1, 0)), (1, length, (0, length - 1)), (1, 1, (0, 0))):
        height = canary.number(1, 999)
        assert target.call("make", columns, rows) is True, "a grid may have one column or one row"
        target.call("set", *last, height)
        assert target.call("get", *last) == height, "a height is given back from where it was put"


@spec("Heights whose column and row are in the new grid, too, stay where they are; new places have the height 0")
def test_resizing_keeps_heights(target: Target, canary: Canary):
    columns, rows = canary.number(5, 30), canary.number(5, 30)
    target.call("make", columns, rows)
    heights = {(column, row): canary.number(1, 9999) for column in (0, 2, columns - 1) for row in (0, 1, rows - 1)}
    for place, height in heights.items():
        target.call("set", *place, height)
    wider, taller = columns + canary.number(1, 20), rows + canary.number(1, 20)
    assert target.call("resize", wider, taller) is True, "a grid can grow"
    for place, height in heights.items():
        assert target.call("get", *place) == height, "heights stay where they are when the grid grows"
    for place in ((columns, 0), (0, rows), (wider - 1, taller - 1)):
        assert target.call("get", *place) == 0, "new places have the height 0"
    assert target.call("resize", 3, 2) is True, "a grid can shrink"
    for place in ((0, 0), (2, 0), (0, 1), (2, 1)):
        assert target.call("get", *place) == heights[place], "heights stay where they are when the grid shrinks"


@spec("is the largest height in the grid")
def test_the_highest_place(target: Target, canary: Canary):
    columns, rows = canary.number(2, 40), canary.number(2, 40)
    target.call("make", columns, rows)
    low, high = canary.number(1, 500), canary.number(501, 32000)
    target.call("set", canary.number(0, columns - 1), 0, low)
    target.call("set", canary.number(0, columns - 1), rows - 1, high)
    assert target.call("highest") == high, "the largest height in the grid is found"
    target.call("make", 1, 1)
    below = canary.number(-32000, -1)
    target.call("set", 0, 0, below)
    assert target.call("highest") == below, "the largest height may be below 0"
