using System;
using System.Management.Automation.Host;

namespace AitherZero.PowerShell.Host;

/// <summary>
/// The console's size, colours, cursor and keyboard. Without a terminal the
/// size is the one that output to a file is formatted for; screen cells
/// cannot be read, as in pwsh on Unix.
/// </summary>
internal sealed class ConsoleRawUserInterface : PSHostRawUserInterface
{
    /// <summary>Columns and lines where there is no terminal, pwsh's own choice.</summary>
    private static readonly Size Unknown = new(120, 40);

    // Asked of a terminal only: on Unix the runtime would set the terminal up for it.
    private ConsoleColor _foreground = ConsoleColor.Gray;
    private ConsoleColor _background = ConsoleColor.Black;
    private string _title = string.Empty;

    public override ConsoleColor ForegroundColor
    {
        get => _foreground;
        set
        {
            _foreground = value;
            if (!Console.IsOutputRedirected)
            {
                Console.ForegroundColor = value;
            }
        }
    }

    public override ConsoleColor BackgroundColor
    {
        get => _background;
        set
        {
            _background = value;
            if (!Console.IsOutputRedirected)
            {
                Console.BackgroundColor = value;
            }
        }
    }

    public override string WindowTitle
    {
        get => _title;
        set
        {
            _title = value;
            if (!Console.IsOutputRedirected)
            {
                Console.Title = value;
            }
        }
    }

    public override Coordinates CursorPosition
    {
        get => Console.IsOutputRedirected || Console.IsInputRedirected
            ? default
            : new Coordinates(Console.CursorLeft, Console.CursorTop);
        set
        {
            if (!Console.IsOutputRedirected)
            {
                Console.SetCursorPosition(value.X, value.Y);
            }
        }
    }

    public override Coordinates WindowPosition { get; set; }

    public override int CursorSize { get; set; } = 100;

    public override Size BufferSize
    {
        get => TerminalSize();
        set
        {
        }
    }

    public override Size WindowSize
    {
        get => TerminalSize();
        set
        {
        }
    }

    public override Size MaxWindowSize => TerminalSize();

    public override Size MaxPhysicalWindowSize => TerminalSize();

    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (Console.IsInputRedirected)
        {
            throw ConsoleUserInterface.NotInteractive();
        }

        ConsoleKeyInfo key = Console.ReadKey((options & ReadKeyOptions.NoEcho) != 0);
        return new KeyInfo((int)key.Key, key.KeyChar, StatesOf(key.Modifiers), keyDown: true);
    }

    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
        {
            Console.ReadKey(intercept: true);
        }
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new NotSupportedException();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        // The one use that Unix knows: Clear-Host.
        if (!Console.IsOutputRedirected)
        {
            Console.Clear();
        }
    }

    public override void ScrollBufferContents(
        Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw new NotSupportedException();

    private static Size TerminalSize()
    {
        if (Console.IsOutputRedirected)
        {
            return Unknown;
        }

        int width = Console.WindowWidth;
        int height = Console.WindowHeight;
        return width > 0 && height > 0 ? new Size(width, height) : Unknown;
    }

    private static ControlKeyStates StatesOf(ConsoleModifiers modifiers)
    {
        ControlKeyStates states = 0;
        states |= modifiers.HasFlag(ConsoleModifiers.Shift) ? ControlKeyStates.ShiftPressed : 0;
        states |= modifiers.HasFlag(ConsoleModifiers.Alt) ? ControlKeyStates.LeftAltPressed : 0;
        states |= modifiers.HasFlag(ConsoleModifiers.Control) ? ControlKeyStates.LeftCtrlPressed : 0;
        return states;
    }
}
