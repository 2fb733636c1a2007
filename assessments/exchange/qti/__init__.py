"""Items as IMS QTI: 2.x is read only; 3.0 is read and written."""
