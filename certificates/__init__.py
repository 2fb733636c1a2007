"""Certificates: records, signatures, QR codes and what verifiers see. No Flask here."""
