"""What holders ask for: another name on a certificate, a refresher that renews it."""
