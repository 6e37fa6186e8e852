namespace Native.TestKit;

internal enum PageAccess
{
    None,
    Read,
    ReadWrite,
}
