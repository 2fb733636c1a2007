"""Inverts small symmetric matrices. Pure."""

Matrix = list[list[float]]


def inverse(matrix: Matrix) -> Matrix | None:
    """Invert by Gauss-Jordan elimination with partial pivoting; None for a singular matrix."""
    size = len(matrix)
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda index: abs(rows[index][column]))
        if rows[pivot][column] == 0:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column][column]
        rows[column] = [value / head for value in rows[column]]
        for index in range(size):
            factor = rows[index][column]
            if index != column and factor:
                rows[index] = [
                    value - factor * lead
                    for value, lead in zip(rows[index], rows[column], strict=True)
                ]
    return [row[size:] for row in rows]
