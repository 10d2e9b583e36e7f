/// What the two files of handlers share.
#ifndef CSIGNALS_HANDLERS_H
#define CSIGNALS_HANDLERS_H

/// Rings an event descriptor; safe in a handler.
void csg_ring(int descriptor);

/// Gives a taken terminal back, once; safe in a handler.
void csg_restore_terminal(void);

#endif
