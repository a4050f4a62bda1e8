#nullable enable
using System;
using System.Management.Automation.Host;

namespace AitherZero.Worker
{
    /// <summary>
    /// A console of fixed size that has no keyboard and whose cells cannot be
    /// read. What a script sets (colours, title) is kept for it to read back.
    /// </summary>
    internal sealed class JobRawUserInterface : PSHostRawUserInterface
    {
        private static readonly Size ConsoleSize = new Size(Limits.ConsoleWidth, Limits.ConsoleHeight);

        public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

        public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

        public override Coordinates CursorPosition { get; set; }

        public override Coordinates WindowPosition { get; set; }

        public override int CursorSize { get; set; } = 25;

        public override Size BufferSize { get; set; } = ConsoleSize;

        public override Size WindowSize { get; set; } = ConsoleSize;

        public override Size MaxWindowSize => ConsoleSize;

        public override Size MaxPhysicalWindowSize => ConsoleSize;

        public override string WindowTitle { get; set; } = string.Empty;

        public override bool KeyAvailable => false;

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw JobUserInterface.NotInteractive("Reading a key");

        public override void FlushInputBuffer()
        {
        }

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) =>
            throw JobUserInterface.NotInteractive("Reading the screen");

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents)
        {
        }

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
        {
        }

        public override void ScrollBufferContents(
            Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill)
        {
        }
    }
}
