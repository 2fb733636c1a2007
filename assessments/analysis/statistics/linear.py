"""Inverts a small symmetric matrix. Pure."""

Matrix = list[list[float]]


def inverse(matrix: Matrix) -> Matrix | None:
    """By Gauss and Jordan with the largest pivot; None for a singular matrix."""
    size = len(matrix)
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda place: abs(rows[place][column]))
        if rows[pivot][column] == 0:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column][column]
        rows[column] = [value / head for value in rows[column]]
        for place in range(size):
            factor = rows[place][column]
            if place != column and factor:
                rows[place] = [
                    value - factor * lead
                    for value, lead in zip(rows[place], rows[column], strict=True)
                ]
    return [row[size:] for row in rows]
